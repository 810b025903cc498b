-- Commands of central operations that were begun here, so that none is done twice. Times are Unix milliseconds, UTC.

CREATE TABLE commands (
    number            INTEGER PRIMARY KEY,
    id                TEXT NOT NULL UNIQUE,
    command           TEXT NOT NULL,
    given_by          TEXT NOT NULL,
    begun_at          INTEGER NOT NULL,
    outcome           TEXT,                        -- null: it was begun, and how it came out is not known
    detail            TEXT,
    answered          INTEGER NOT NULL             -- 1: the broker has the answer
);

-- The highest counter of each key that has signed a command here: nothing at or below it is begun (replay).
CREATE TABLE command_counters (
    signer            TEXT PRIMARY KEY,
    counter           INTEGER NOT NULL
) WITHOUT ROWID;
