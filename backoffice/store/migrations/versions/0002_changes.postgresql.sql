CREATE TABLE feed_entries (
  id BIGSERIAL NOT NULL,
  feed VARCHAR COLLATE "C" NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL,
  stamped_at VARCHAR COLLATE "C" NOT NULL,
  gone_at VARCHAR COLLATE "C",
  body VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_feed_entries PRIMARY KEY (id),
  CONSTRAINT uq_feed_entries_feed_uid UNIQUE (feed, uid)
)
;
ALTER TABLE users ADD COLUMN phone VARCHAR COLLATE "C"
;
ALTER TABLE contacts ADD COLUMN merged_into_id BIGINT
;
ALTER TABLE contacts ADD CONSTRAINT fk_contacts_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES contacts (id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
