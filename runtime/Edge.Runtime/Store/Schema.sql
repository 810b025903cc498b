-- The committed state of every stage. Times are Unix milliseconds, UTC. The inbox and results directories are the truth;
-- instances, and results as far as their files say, can be rebuilt from them.

CREATE TABLE instances (
    id                INTEGER PRIMARY KEY,
    file              TEXT NOT NULL UNIQUE,        -- path below inbox/, for example 20260102/0001/ID.dcm
    sop_instance_uid  TEXT NOT NULL,
    sop_class_uid     TEXT NOT NULL,
    study_uid         TEXT NOT NULL,               -- '' where the data set has none: kept, flagged, never routed
    series_uid        TEXT NOT NULL,
    modality          TEXT,
    transfer_syntax   TEXT NOT NULL,
    size_bytes        INTEGER NOT NULL,
    calling_ae        TEXT NOT NULL,
    called_ae         TEXT NOT NULL,
    received_at       INTEGER NOT NULL,
    flag              TEXT,                        -- null, or why it needs attention and is not routed
    image             TEXT,                        -- image, localizer; null for what is no image
    number            INTEGER,                     -- Instance Number
    plane             BLOB,                        -- orientation and position, nine 32-bit floats, little-endian
    expected          TEXT                         -- expected counts as sent: Keyword[:SCOPE]=NUMBER, separated by spaces
);
CREATE INDEX instances_by_sop ON instances (sop_instance_uid);
CREATE INDEX instances_by_series ON instances (study_uid, series_uid);
CREATE INDEX instances_flagged ON instances (id) WHERE flag IS NOT NULL;
CREATE INDEX instances_by_flag ON instances (flag) WHERE flag IS NOT NULL;

-- Buckets of the inbox whose every file is in instances for good: recovery need not look there.
CREATE TABLE sealed_buckets (
    bucket            TEXT PRIMARY KEY             -- YYYYMMDD/NNNN
) WITHOUT ROWID;

-- Buckets that are sealed and whose every file has its digest in SHA256SUMS.
CREATE TABLE hashed_buckets (
    bucket            TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Series whose objects retention has removed; inbox/removed.tsv says the same.
CREATE TABLE removed_series (
    study_uid         TEXT NOT NULL,
    series_uid        TEXT NOT NULL,
    removed_at        INTEGER NOT NULL,
    PRIMARY KEY (study_uid, series_uid)
) WITHOUT ROWID;

CREATE TABLE studies (
    study_uid         TEXT PRIMARY KEY,
    state             TEXT NOT NULL,               -- receiving, complete, removed (by retention)
    calling_ae        TEXT NOT NULL,               -- of the last object
    instances         INTEGER NOT NULL,
    first_received_at INTEGER NOT NULL,
    last_received_at  INTEGER NOT NULL,
    complete_at       INTEGER,                     -- when it was found complete
    complete_reason   TEXT,
    routed_at         INTEGER                      -- when its units were made; null while they are not, or are to be made again
);
CREATE INDEX studies_by_state ON studies (state, last_received_at);
CREATE INDEX studies_by_time ON studies (last_received_at);
CREATE INDEX studies_to_route ON studies (complete_at) WHERE state = 'complete' AND routed_at IS NULL;

-- What a complete study is worked on as. Each stored object of a study belongs to one current unit.
CREATE TABLE units (
    id                INTEGER PRIMARY KEY,
    study_uid         TEXT NOT NULL,
    kind              TEXT NOT NULL,               -- instance, series
    series_uid        TEXT NOT NULL,
    sop_instance_uid  TEXT NOT NULL,               -- '' for a series
    modality          TEXT,
    revision          INTEGER NOT NULL,            -- 1 for the first
    replaces          INTEGER REFERENCES units (id), -- the revision before
    current           INTEGER NOT NULL,            -- 1: as the study stands; 0: replaced
    content           TEXT NOT NULL,               -- identity of its files: an unchanged unit is not run again
    route             TEXT,                        -- null when none matched
    model             TEXT,
    reason            TEXT,                        -- why there is no job; null when there is one
    created_at        INTEGER NOT NULL,
    held              INTEGER NOT NULL DEFAULT 0,  -- 1: an operator is to choose among contents of one of its objects; nothing runs
    UNIQUE (study_uid, kind, series_uid, sop_instance_uid, revision)
);
CREATE INDEX units_waiting ON units (model) WHERE current = 1 AND model IS NOT NULL AND reason IS NOT NULL;

CREATE INDEX units_held ON units (id) WHERE held = 1;

CREATE TABLE unit_instances (
    unit_id           INTEGER NOT NULL REFERENCES units (id),
    instance_id       INTEGER NOT NULL REFERENCES instances (id),
    PRIMARY KEY (unit_id, instance_id)
) WITHOUT ROWID;
CREATE INDEX unit_instances_by_instance ON unit_instances (instance_id);

CREATE TABLE jobs (
    id                INTEGER PRIMARY KEY,
    unit_id           INTEGER NOT NULL UNIQUE REFERENCES units (id),
    model             TEXT NOT NULL,
    model_version     TEXT NOT NULL,
    model_digest      TEXT NOT NULL,
    result_id         TEXT NOT NULL UNIQUE,
    state             TEXT NOT NULL,               -- queued, leased, done, quarantined, cancelled
    fencing_token     INTEGER NOT NULL,            -- rises with every lease
    attempts          INTEGER NOT NULL,
    deaths            INTEGER NOT NULL,
    failures          INTEGER NOT NULL DEFAULT 0,  -- times it failed for a reason that may pass
    not_before        INTEGER NOT NULL,
    reason            TEXT,
    created_at        INTEGER NOT NULL,
    urgency           INTEGER NOT NULL DEFAULT 1,  -- 0 stat, 1 routine, 2 backfill
    rank              INTEGER NOT NULL DEFAULT 0   -- of the jobs that are due the one with the smallest runs first
);
CREATE INDEX jobs_by_state ON jobs (state, rank, id);

CREATE TABLE results (
    result_id         TEXT PRIMARY KEY,
    job_id            INTEGER NOT NULL UNIQUE REFERENCES jobs (id),
    outcome           TEXT NOT NULL,
    committed_at      INTEGER NOT NULL,
    document          TEXT NOT NULL                -- result.json
);
CREATE INDEX results_by_time ON results (committed_at);

CREATE TABLE outbox (
    id                INTEGER PRIMARY KEY,
    destination       TEXT NOT NULL,               -- mqtt:results, pacs:NAME
    result_id         TEXT REFERENCES results (result_id),
    payload           TEXT NOT NULL,               -- JSON: the message for mqtt; the object of the result for a PACS
    state             TEXT NOT NULL,               -- waiting, stored (a PACS has it and has not committed it), delivered, set-aside
    attempts          INTEGER NOT NULL,
    not_before        INTEGER NOT NULL,
    reason            TEXT,
    created_at        INTEGER NOT NULL,
    sop_instance_uid  TEXT,                        -- PACS: the object
    unit              TEXT,                        -- PACS: rows with the same go in the order of their ids
    urgency           INTEGER,                     -- PACS: 0 stat, 1 routine, 2 backfill
    rank              INTEGER,                     -- PACS: the smallest goes first
    uncommitted       INTEGER NOT NULL DEFAULT 0,  -- PACS: times it was stored and not committed
    commitment_id     INTEGER                      -- PACS, stored: the request to commit it; null while none is made
);
CREATE INDEX outbox_by_state ON outbox (destination, state, id);
CREATE INDEX outbox_by_rank ON outbox (destination, rank, id) WHERE state = 'waiting' AND rank IS NOT NULL;
CREATE INDEX outbox_by_unit ON outbox (destination, unit, id) WHERE state = 'waiting' AND unit IS NOT NULL;
CREATE INDEX outbox_by_result ON outbox (result_id);

-- What an archive is asked to keep for good (PS3.4 J), for ourselves or for a scanner that asked us.
CREATE TABLE commitments (
    id                INTEGER PRIMARY KEY,
    pacs              TEXT NOT NULL,               -- name in the configuration
    state             TEXT NOT NULL,               -- asking, waiting (for the report), done (all decided), failed (given up)
    instances         INTEGER NOT NULL,
    failures          INTEGER NOT NULL,            -- once done or failed: instances that the archive has not committed
    attempts          INTEGER NOT NULL,            -- times it could not be asked since it last could
    unanswered        INTEGER NOT NULL,            -- times it was asked and no report came in time
    not_before        INTEGER NOT NULL,            -- asking: when to ask; waiting: when the report is overdue
    reason            TEXT,                        -- what is wrong; null when nothing is
    created_at        INTEGER NOT NULL,
    done_at           INTEGER                      -- null while asking or waiting
);
CREATE INDEX commitments_open ON commitments (pacs, state, not_before) WHERE done_at IS NULL;
CREATE INDEX commitments_done ON commitments (done_at) WHERE done_at IS NOT NULL;

-- Every Transaction UID that a request was sent under: a late report to an earlier one counts too.
CREATE TABLE commitment_transactions (
    transaction_uid   TEXT PRIMARY KEY,
    commitment_id     INTEGER NOT NULL REFERENCES commitments (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX commitment_transactions_by_commitment ON commitment_transactions (commitment_id);

CREATE TABLE commitment_instances (
    commitment_id     INTEGER NOT NULL REFERENCES commitments (id) ON DELETE CASCADE,
    sop_instance_uid  TEXT NOT NULL,
    sop_class_uid     TEXT NOT NULL,
    state             TEXT NOT NULL,               -- waiting, committed, failed (says the archive), refused (never asked for)
    failure           INTEGER,                     -- Failure Reason (0008,1197) of failed and refused
    PRIMARY KEY (commitment_id, sop_instance_uid)
) WITHOUT ROWID;

-- What scanners that asked us are owed: a report on the commitment once it is done or failed.
CREATE TABLE commitment_reports (
    commitment_id     INTEGER PRIMARY KEY REFERENCES commitments (id) ON DELETE CASCADE,
    calling_ae        TEXT NOT NULL,               -- the scanner
    called_ae         TEXT NOT NULL,               -- what it called us
    transaction_uid   TEXT NOT NULL,               -- the scanner's
    state             TEXT NOT NULL,               -- owed, told, failed (given up)
    attempts          INTEGER NOT NULL,
    not_before        INTEGER NOT NULL,
    reason            TEXT,
    UNIQUE (calling_ae, transaction_uid)
);
CREATE INDEX commitment_reports_open ON commitment_reports (state, not_before) WHERE state <> 'told';
