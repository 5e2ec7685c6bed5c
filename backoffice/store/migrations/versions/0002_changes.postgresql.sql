CREATE TABLE methods (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  version_no BIGINT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  title VARCHAR COLLATE "C" NOT NULL,
  valid_from VARCHAR COLLATE "C",
  body VARCHAR COLLATE "C" NOT NULL,
  sha256 VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_methods PRIMARY KEY (id),
  CONSTRAINT uq_methods_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_methods_uid UNIQUE (uid),
  CONSTRAINT ck_methods_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
;
CREATE TABLE pathways (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  version_no BIGINT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  title VARCHAR COLLATE "C" NOT NULL,
  valid_from VARCHAR COLLATE "C",
  body VARCHAR COLLATE "C" NOT NULL,
  sha256 VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_pathways PRIMARY KEY (id),
  CONSTRAINT uq_pathways_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_pathways_uid UNIQUE (uid),
  CONSTRAINT ck_pathways_state_known CHECK (state IN ('draft', 'published', 'retired'))
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
CREATE INDEX ix_methods_sort_key_id ON methods (sort_key, id)
;
CREATE INDEX ix_pathways_sort_key_id ON pathways (sort_key, id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_enrolments_payer_client_id ON enrolments (payer_client_id)
;
CREATE INDEX ix_enrolments_payer_funder_id ON enrolments (payer_funder_id)
;
