"""Whom a roster has, as far as a layout asks."""


class Roll:
    """Whom a roster has, as far as a layout asks; here, where there is no roster, nobody."""

    def has(self, text: str) -> bool:
        """Whether this is exactly somebody's id, account, address or name."""
        return False

    def finds(self, label: str) -> bool:
        """Whether this, which somebody typed, means anybody."""
        return False


NO_ROLL = Roll()
