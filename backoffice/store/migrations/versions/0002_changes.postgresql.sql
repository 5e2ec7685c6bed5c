CREATE TABLE commitments (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  step VARCHAR COLLATE "C" NOT NULL,
  owed_by VARCHAR COLLATE "C" NOT NULL,
  label VARCHAR COLLATE "C" NOT NULL,
  policy VARCHAR COLLATE "C" NOT NULL,
  settings_id BIGINT NOT NULL,
  scope VARCHAR COLLATE "C" NOT NULL,
  internal BIGINT NOT NULL,
  terms VARCHAR COLLATE "C" NOT NULL,
  opened_at VARCHAR COLLATE "C" NOT NULL,
  nominal_on VARCHAR COLLATE "C" NOT NULL,
  target_on VARCHAR COLLATE "C" NOT NULL,
  due_on VARCHAR COLLATE "C" NOT NULL,
  due_at VARCHAR COLLATE "C" NOT NULL,
  soon_at VARCHAR COLLATE "C" NOT NULL,
  open BIGINT NOT NULL,
  outcome VARCHAR COLLATE "C",
  suspended BIGINT NOT NULL,
  closed_at VARCHAR COLLATE "C",
  closed_by VARCHAR COLLATE "C",
  reason VARCHAR COLLATE "C",
  started_s BIGINT NOT NULL,
  paused_s BIGINT NOT NULL,
  stopped_s BIGINT,
  gross_minutes BIGINT,
  net_minutes BIGINT,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_commitments PRIMARY KEY (id),
  CONSTRAINT uq_commitments_request_id_n UNIQUE (request_id, n),
  CONSTRAINT uq_commitments_uid UNIQUE (uid),
  CONSTRAINT fk_commitments_request_id FOREIGN KEY(request_id) REFERENCES requests (id) ON DELETE CASCADE,
  CONSTRAINT fk_commitments_settings_id FOREIGN KEY(settings_id) REFERENCES settings (id),
  CONSTRAINT ck_commitments_step_known CHECK (step IN ('acknowledge', 'first_answer', 'needs', 'proposal', 'quote', 'dates', 'documents', 'certificates', 'complaint')),
  CONSTRAINT ck_commitments_owed_by_known CHECK (owed_by IN ('us', 'client', 'funder', 'participant')),
  CONSTRAINT ck_commitments_internal_known CHECK (internal IN (0, 1)),
  CONSTRAINT ck_commitments_open_known CHECK (open IN (0, 1)),
  CONSTRAINT ck_commitments_outcome_known CHECK (outcome IN ('kept', 'broken', 'lifted')),
  CONSTRAINT ck_commitments_suspended_known CHECK (suspended IN (0, 1))
)
;
CREATE TABLE journal_dossiers (
  seq BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  CONSTRAINT pk_journal_dossiers PRIMARY KEY (seq),
  CONSTRAINT fk_journal_dossiers_seq FOREIGN KEY(seq) REFERENCES journal (seq),
  CONSTRAINT fk_journal_dossiers_request_id FOREIGN KEY(request_id) REFERENCES requests (id) ON DELETE CASCADE
)
;
ALTER TABLE funders ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE funders ADD CONSTRAINT uq_funders_external_ref UNIQUE (external_ref)
;
ALTER TABLE users ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE users ADD CONSTRAINT uq_users_external_ref UNIQUE (external_ref)
;
ALTER TABLE contacts ADD COLUMN merged_into_id BIGINT
;
ALTER TABLE contacts ADD CONSTRAINT fk_contacts_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES contacts (id)
;
ALTER TABLE requests ADD COLUMN due_sort VARCHAR COLLATE "C" NOT NULL DEFAULT '9999-12-31T23:59:59Z'
;
ALTER TABLE requests ALTER COLUMN "due_sort" DROP DEFAULT
;
ALTER TABLE requests ADD COLUMN due_target_on VARCHAR COLLATE "C"
;
ALTER TABLE requests ADD COLUMN due_on VARCHAR COLLATE "C"
;
ALTER TABLE requests ADD COLUMN due_soon_at VARCHAR COLLATE "C"
;
ALTER TABLE requests ADD COLUMN due_suspended BIGINT NOT NULL DEFAULT 0
;
ALTER TABLE requests ALTER COLUMN "due_suspended" DROP DEFAULT
;
ALTER TABLE requests ADD CONSTRAINT ck_requests_due_suspended_known CHECK (due_suspended IN (0, 1))
;
ALTER TABLE groups ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD COLUMN minimum BIGINT
;
ALTER TABLE groups ADD COLUMN decide_on VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD COLUMN closes_before VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD COLUMN closes_at VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD COLUMN decision VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD CONSTRAINT uq_groups_external_ref UNIQUE (external_ref)
;
ALTER TABLE groups ADD CONSTRAINT ck_groups_decision_known CHECK (decision IN ('confirmed', 'postponed', 'merged', 'repriced'))
;
ALTER TABLE enrolments ADD COLUMN payer_client_id BIGINT
;
ALTER TABLE enrolments ADD COLUMN payer_funder_id BIGINT
;
ALTER TABLE enrolments ADD COLUMN waiting_rank BIGINT
;
ALTER TABLE enrolments ADD COLUMN since VARCHAR COLLATE "C"
;
ALTER TABLE enrolments ADD COLUMN until VARCHAR COLLATE "C"
;
ALTER TABLE enrolments ADD CONSTRAINT fk_enrolments_payer_client_id FOREIGN KEY(payer_client_id) REFERENCES clients (id)
;
ALTER TABLE enrolments ADD CONSTRAINT fk_enrolments_payer_funder_id FOREIGN KEY(payer_funder_id) REFERENCES funders (id)
;
ALTER TABLE slots ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE slots ADD CONSTRAINT uq_slots_external_ref UNIQUE (external_ref)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_requests_due_sort_id ON requests (due_sort, id)
;
CREATE INDEX ix_requests_due_suspended_due_sort_id ON requests (due_suspended, due_sort, id)
;
CREATE INDEX ix_requests_stage_waiting_for_received_at_id ON requests (stage, waiting_for, received_at, id)
;
CREATE INDEX ix_commitments_due_at_id ON commitments (due_at, id)
;
CREATE INDEX ix_commitments_open_suspended_due_at_id ON commitments (open, suspended, due_at, id)
;
CREATE INDEX ix_commitments_open_suspended_target_on_due_at_id ON commitments (open, suspended, target_on, due_at, id)
;
CREATE INDEX ix_journal_dossiers_request_id_seq ON journal_dossiers (request_id, seq)
;
CREATE INDEX ix_enrolments_payer_client_id ON enrolments (payer_client_id)
;
CREATE INDEX ix_enrolments_payer_funder_id ON enrolments (payer_funder_id)
;
