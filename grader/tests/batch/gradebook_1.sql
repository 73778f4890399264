-- What a gradebook of version 1 was, before corrections belonged to exercises.
BEGIN TRANSACTION;
CREATE TABLE students (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	email TEXT NOT NULL, 
	section TEXT NOT NULL, 
	listed BOOLEAN NOT NULL, 
	lms TEXT NOT NULL, 
	present BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO students VALUES('1','Ada','a@x','A',TRUE,'',TRUE);
CREATE TABLE attempts (
	student TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	refusal TEXT NOT NULL, 
	late BOOLEAN NOT NULL, 
	late_seconds INTEGER, 
	submitted_at DATETIME, 
	PRIMARY KEY (student, number), 
	FOREIGN KEY(student) REFERENCES students (id)
);
INSERT INTO attempts VALUES('1',1,'1','c','',FALSE,NULL,'2026-01-02 03:00:00.000000');
CREATE TABLE corrections (
	student TEXT NOT NULL, 
	points DOUBLE NOT NULL, 
	reason TEXT NOT NULL, 
	instead_of DOUBLE, 
	made_at DATETIME, 
	PRIMARY KEY (student), 
	FOREIGN KEY(student) REFERENCES students (id)
);
INSERT INTO corrections VALUES('1',4.5,'lab',4.0,'2026-01-03 00:00:00');
CREATE TABLE reports (
	student TEXT NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	version VARCHAR(64) NOT NULL, 
	seed BIGINT NOT NULL, 
	trained BOOLEAN NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	points DOUBLE, 
	max_points DOUBLE, 
	reason TEXT NOT NULL, 
	report TEXT NOT NULL, 
	signatures TEXT NOT NULL, 
	stale BOOLEAN NOT NULL, 
	graded_at DATETIME, 
	seconds DOUBLE, 
	PRIMARY KEY (student, content, version, seed, trained), 
	FOREIGN KEY(student) REFERENCES students (id)
);
CREATE TABLE settings (
	name VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO settings VALUES('version','"v"');
INSERT INTO settings VALUES('seed','7');
INSERT INTO settings VALUES('trained','false');
INSERT INTO settings VALUES('attempt','"last"');
INSERT INTO settings VALUES('source','"class"');
COMMIT;
