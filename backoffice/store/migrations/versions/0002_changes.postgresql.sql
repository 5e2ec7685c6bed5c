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
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_enrolments_payer_client_id ON enrolments (payer_client_id)
;
CREATE INDEX ix_enrolments_payer_funder_id ON enrolments (payer_funder_id)
;
