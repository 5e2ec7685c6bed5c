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
ALTER TABLE groups ADD CONSTRAINT uq_groups_external_ref UNIQUE (external_ref)
;
ALTER TABLE slots ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE slots ADD CONSTRAINT uq_slots_external_ref UNIQUE (external_ref)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
