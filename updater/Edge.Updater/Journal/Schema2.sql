-- Studies in which a release was held against the one that serves. One that was passed over is kept only while it is the last, so that the next one is known.
CREATE TABLE shadow_studies (
    update_id         INTEGER NOT NULL REFERENCES updates (id),
    committed_at      INTEGER NOT NULL,            -- when the result of the one that serves was committed
    result_id         TEXT NOT NULL,
    agreement         TEXT,                        -- JSON; null: passed over
    PRIMARY KEY (update_id, committed_at, result_id)
) WITHOUT ROWID;
