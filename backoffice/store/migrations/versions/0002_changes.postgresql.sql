CREATE TABLE exchanges (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  direction VARCHAR COLLATE "C",
  occurred_at VARCHAR COLLATE "C" NOT NULL,
  summary VARCHAR COLLATE "C",
  body VARCHAR COLLATE "C",
  logged_by_id BIGINT,
  removed VARCHAR COLLATE "C",
  contact_id BIGINT,
  client_id BIGINT,
  funder_id BIGINT,
  trainer_id BIGINT,
  user_id BIGINT,
  who VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_exchanges PRIMARY KEY (id),
  CONSTRAINT uq_exchanges_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_exchanges_uid UNIQUE (uid),
  CONSTRAINT fk_exchanges_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_exchanges_logged_by_id FOREIGN KEY(logged_by_id) REFERENCES users (id),
  CONSTRAINT fk_exchanges_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
  CONSTRAINT fk_exchanges_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_exchanges_funder_id FOREIGN KEY(funder_id) REFERENCES funders (id),
  CONSTRAINT fk_exchanges_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainers (id),
  CONSTRAINT fk_exchanges_user_id FOREIGN KEY(user_id) REFERENCES users (id),
  CONSTRAINT ck_exchanges_kind_known CHECK (kind IN ('call', 'mail', 'meeting', 'letter', 'visit')),
  CONSTRAINT ck_exchanges_direction_known CHECK (direction IN ('in', 'out'))
)
;
CREATE TABLE open_questions (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  text VARCHAR COLLATE "C" NOT NULL,
  about VARCHAR COLLATE "C",
  seen VARCHAR COLLATE "C" NOT NULL,
  due_on VARCHAR COLLATE "C",
  source VARCHAR COLLATE "C",
  answer VARCHAR COLLATE "C",
  closed_at VARCHAR COLLATE "C",
  closed_by_id BIGINT,
  why VARCHAR COLLATE "C",
  contact_id BIGINT,
  client_id BIGINT,
  funder_id BIGINT,
  trainer_id BIGINT,
  user_id BIGINT,
  who VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_open_questions PRIMARY KEY (id),
  CONSTRAINT uq_open_questions_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_open_questions_uid UNIQUE (uid),
  CONSTRAINT fk_open_questions_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_open_questions_closed_by_id FOREIGN KEY(closed_by_id) REFERENCES users (id),
  CONSTRAINT fk_open_questions_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
  CONSTRAINT fk_open_questions_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_open_questions_funder_id FOREIGN KEY(funder_id) REFERENCES funders (id),
  CONSTRAINT fk_open_questions_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainers (id),
  CONSTRAINT fk_open_questions_user_id FOREIGN KEY(user_id) REFERENCES users (id),
  CONSTRAINT ck_open_questions_state_known CHECK (state IN ('open', 'answered', 'dropped'))
)
;
CREATE TABLE attachments (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  exchange_id BIGINT,
  quote_id BIGINT,
  name VARCHAR COLLATE "C" NOT NULL,
  media VARCHAR COLLATE "C" NOT NULL,
  size BIGINT NOT NULL,
  sha256 VARCHAR COLLATE "C" NOT NULL,
  note VARCHAR COLLATE "C",
  filed_by_id BIGINT,
  removed VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_attachments PRIMARY KEY (id),
  CONSTRAINT uq_attachments_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_attachments_uid UNIQUE (uid),
  CONSTRAINT fk_attachments_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_attachments_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchanges (id),
  CONSTRAINT fk_attachments_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT fk_attachments_sha256 FOREIGN KEY(sha256) REFERENCES blobs (sha256),
  CONSTRAINT fk_attachments_filed_by_id FOREIGN KEY(filed_by_id) REFERENCES users (id)
)
;
ALTER TABLE contacts ADD COLUMN merged_into_id BIGINT
;
ALTER TABLE contacts ADD CONSTRAINT fk_contacts_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES contacts (id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_exchanges_client_id ON exchanges (client_id)
;
CREATE INDEX ix_exchanges_contact_id ON exchanges (contact_id)
;
CREATE INDEX ix_exchanges_funder_id ON exchanges (funder_id)
;
CREATE INDEX ix_exchanges_logged_by_id ON exchanges (logged_by_id)
;
CREATE INDEX ix_exchanges_request_id_occurred_at ON exchanges (request_id, occurred_at)
;
CREATE INDEX ix_exchanges_trainer_id ON exchanges (trainer_id)
;
CREATE INDEX ix_exchanges_user_id ON exchanges (user_id)
;
CREATE INDEX ix_open_questions_client_id ON open_questions (client_id)
;
CREATE INDEX ix_open_questions_closed_by_id ON open_questions (closed_by_id)
;
CREATE INDEX ix_open_questions_contact_id ON open_questions (contact_id)
;
CREATE INDEX ix_open_questions_funder_id ON open_questions (funder_id)
;
CREATE INDEX ix_open_questions_state_due_on_id ON open_questions (state, due_on, id)
;
CREATE INDEX ix_open_questions_trainer_id ON open_questions (trainer_id)
;
CREATE INDEX ix_open_questions_user_id ON open_questions (user_id)
;
CREATE INDEX ix_attachments_exchange_id ON attachments (exchange_id)
;
CREATE INDEX ix_attachments_filed_by_id ON attachments (filed_by_id)
;
CREATE INDEX ix_attachments_quote_id ON attachments (quote_id)
;
CREATE INDEX ix_attachments_sha256 ON attachments (sha256)
;
