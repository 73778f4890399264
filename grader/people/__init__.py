"""Who somebody is and when something came, read from what platforms, rosters and people write."""
