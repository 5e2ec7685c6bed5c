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
ALTER TABLE contacts ADD COLUMN merged_into_id BIGINT
;
ALTER TABLE contacts ADD CONSTRAINT fk_contacts_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES contacts (id)
;
CREATE INDEX ix_methods_sort_key_id ON methods (sort_key, id)
;
CREATE INDEX ix_pathways_sort_key_id ON pathways (sort_key, id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
