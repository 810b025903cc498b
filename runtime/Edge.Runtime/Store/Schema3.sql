-- Indexes of what the page asks for while it is open: how it stands with each receiver, and studies by what came of them.

CREATE INDEX outbox_by_age ON outbox (destination, state, created_at);
CREATE INDEX outbox_taken ON outbox (destination, taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX results_by_outcome ON results (outcome, job_id);
