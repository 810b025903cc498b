-- What the update agent must not forget. Times are Unix milliseconds, UTC.

CREATE TABLE updates (
    id                INTEGER PRIMARY KEY,
    model             TEXT NOT NULL,
    from_version      TEXT,                        -- what served when it was offered; null for the first release of a model
    to_version        TEXT NOT NULL,
    counter           INTEGER NOT NULL,            -- release counter of the offer
    source            TEXT,                        -- where it was offered; null: whatever the configuration names
    state             TEXT NOT NULL,
    reason            TEXT NOT NULL,
    attempts          INTEGER NOT NULL,            -- failures in this state
    transitions       INTEGER NOT NULL,            -- states in all, so that no loop lasts
    not_before        INTEGER NOT NULL,            -- when the act is tried again
    since             INTEGER NOT NULL,            -- when it came into this state
    approved          INTEGER NOT NULL,            -- 1: somebody said yes to what it waits for
    digest            TEXT,                        -- of the release, once verified
    activated_at      INTEGER,                     -- when the pointer was moved
    bytes_done        INTEGER NOT NULL,
    bytes_total       INTEGER NOT NULL
);
CREATE INDEX updates_by_model ON updates (model, id);

-- Every state that an update was in, with the reason, before its act began.
CREATE TABLE transitions (
    id                INTEGER PRIMARY KEY,
    update_id         INTEGER NOT NULL REFERENCES updates (id),
    at                INTEGER NOT NULL,
    state             TEXT NOT NULL,
    reason            TEXT NOT NULL
);

-- The highest release counter of each model that was committed here: nothing below it is installed (rollback attack).
CREATE TABLE floors (
    model             TEXT PRIMARY KEY,
    counter           INTEGER NOT NULL
) WITHOUT ROWID;

-- Single values: the clock's floor, the last check.
CREATE TABLE marks (
    name              TEXT PRIMARY KEY,
    value             INTEGER NOT NULL
) WITHOUT ROWID;
