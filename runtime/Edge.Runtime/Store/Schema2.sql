-- What was added since: restarts of jobs, times of deliveries, indexes of what is looked up often, and the numbers of streams.

ALTER TABLE jobs ADD COLUMN restarts INTEGER NOT NULL DEFAULT 0; -- times the runtime ended while it ran, without being stopped
ALTER TABLE outbox ADD COLUMN taken_at INTEGER;              -- when the receiver last answered that it has it
ALTER TABLE outbox ADD COLUMN delivered_at INTEGER;          -- when it was delivered, for an archive that commits once it had committed
CREATE INDEX outbox_open ON outbox (state, destination, created_at) WHERE state <> 'delivered' AND rank IS NOT NULL;
CREATE INDEX commitment_instances_by_sop ON commitment_instances (sop_instance_uid);

-- Streams to central operations: each message has a number in its stream, given before it is sent for the first time.

ALTER TABLE outbox ADD COLUMN sequence INTEGER;              -- MQTT: number in its stream; null until it is to be sent
ALTER TABLE outbox ADD COLUMN gap INTEGER NOT NULL DEFAULT 0; -- MQTT: messages dropped right before this one
CREATE INDEX outbox_by_sequence ON outbox (destination, sequence) WHERE state = 'waiting' AND sequence IS NOT NULL;
CREATE INDEX outbox_unnumbered ON outbox (destination, id) WHERE state = 'waiting' AND sequence IS NULL AND rank IS NULL;

-- A number is of one sending: a row that was set aside, or is sent again, gets a new one, or its receiver would take it for a repetition.
CREATE TRIGGER outbox_renumber AFTER UPDATE OF state ON outbox WHEN new.sequence IS NOT NULL AND new.state <> old.state AND new.state <> 'delivered' BEGIN
    UPDATE outbox SET sequence = NULL WHERE id = new.id;
END;

CREATE TABLE streams (
    destination       TEXT PRIMARY KEY,            -- mqtt:NAME
    last_sequence     INTEGER NOT NULL,            -- the last number given
    dropped           INTEGER NOT NULL DEFAULT 0,  -- messages dropped for want of space, ever
    source            INTEGER NOT NULL DEFAULT 0   -- audit: entries up to this sequence of the log are in the stream
) WITHOUT ROWID;

-- Which numbering the numbers belong to; one row. The same stands in a file: a database that was restored has another, and begins a new one.
CREATE TABLE stream_epoch (
    epoch             TEXT PRIMARY KEY
) WITHOUT ROWID;
