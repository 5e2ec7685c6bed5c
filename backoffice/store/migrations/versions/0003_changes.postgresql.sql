CREATE TABLE adaptations (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  module_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  text VARCHAR COLLATE "C" NOT NULL,
  matters VARCHAR COLLATE "C" NOT NULL,
  agreed_with VARCHAR COLLATE "C" NOT NULL,
  who VARCHAR COLLATE "C",
  agreed_on VARCHAR COLLATE "C" NOT NULL,
  recorded_by_id BIGINT,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_adaptations PRIMARY KEY (id),
  CONSTRAINT uq_adaptations_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_adaptations_uid UNIQUE (uid),
  CONSTRAINT fk_adaptations_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_adaptations_module_id FOREIGN KEY(module_id) REFERENCES request_modules (id),
  CONSTRAINT fk_adaptations_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES users (id),
  CONSTRAINT ck_adaptations_agreed_with_known CHECK (agreed_with IN ('group', 'client', 'both'))
)
;
CREATE TABLE calendar_options (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  label VARCHAR COLLATE "C",
  state VARCHAR COLLATE "C" NOT NULL,
  answer_by VARCHAR COLLATE "C" NOT NULL,
  hold_until VARCHAR COLLATE "C",
  quote_id BIGINT,
  cost BIGINT,
  terms VARCHAR COLLATE "C" NOT NULL,
  gaps VARCHAR COLLATE "C" NOT NULL,
  proposed_at VARCHAR COLLATE "C" NOT NULL,
  closed_at VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_calendar_options PRIMARY KEY (id),
  CONSTRAINT uq_calendar_options_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_calendar_options_uid UNIQUE (uid),
  CONSTRAINT fk_calendar_options_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_calendar_options_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_calendar_options_state_known CHECK (state IN ('offered', 'held', 'chosen', 'released', 'expired'))
)
;
CREATE TABLE contracts (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  request_id BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  client_id BIGINT NOT NULL,
  parent_id BIGINT,
  rank BIGINT,
  state VARCHAR COLLATE "C" NOT NULL,
  issued_on VARCHAR COLLATE "C" NOT NULL,
  signed_on VARCHAR COLLATE "C",
  at_distance BIGINT NOT NULL,
  net_cents BIGINT NOT NULL,
  vat_cents BIGINT NOT NULL,
  total_cents BIGINT NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  asked VARCHAR COLLATE "C",
  signature VARCHAR COLLATE "C",
  proof_id BIGINT,
  ended VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_contracts PRIMARY KEY (id),
  CONSTRAINT uq_contracts_parent_id_rank UNIQUE (parent_id, rank),
  CONSTRAINT uq_contracts_uid UNIQUE (uid),
  CONSTRAINT uq_contracts_ref UNIQUE (ref),
  CONSTRAINT fk_contracts_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_contracts_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT fk_contracts_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_contracts_parent_id FOREIGN KEY(parent_id) REFERENCES contracts (id),
  CONSTRAINT fk_contracts_proof_id FOREIGN KEY(proof_id) REFERENCES attachments (id),
  CONSTRAINT ck_contracts_kind_known CHECK (kind IN ('agreement', 'contract', 'amendment')),
  CONSTRAINT ck_contracts_state_known CHECK (state IN ('issued', 'asked', 'signed', 'withdrawn', 'retracted')),
  CONSTRAINT ck_contracts_at_distance_known CHECK (at_distance IN (0, 1))
)
;
CREATE TABLE option_places (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  option_id BIGINT NOT NULL,
  slot_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  day VARCHAR COLLATE "C" NOT NULL,
  start VARCHAR COLLATE "C" NOT NULL,
  finish VARCHAR COLLATE "C" NOT NULL,
  zone VARCHAR COLLATE "C" NOT NULL,
  starts_at VARCHAR COLLATE "C" NOT NULL,
  ends_at VARCHAR COLLATE "C" NOT NULL,
  venue_id BIGINT,
  client_answer VARCHAR COLLATE "C" NOT NULL,
  venue_answer VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_option_places PRIMARY KEY (id),
  CONSTRAINT uq_option_places_option_id_position UNIQUE (option_id, position),
  CONSTRAINT uq_option_places_uid UNIQUE (uid),
  CONSTRAINT fk_option_places_option_id FOREIGN KEY(option_id) REFERENCES calendar_options (id),
  CONSTRAINT fk_option_places_slot_id FOREIGN KEY(slot_id) REFERENCES slots (id),
  CONSTRAINT fk_option_places_venue_id FOREIGN KEY(venue_id) REFERENCES venues (id),
  CONSTRAINT ck_option_places_client_answer_known CHECK (client_answer IN ('not_asked', 'asked', 'yes', 'no')),
  CONSTRAINT ck_option_places_venue_answer_known CHECK (venue_answer IN ('not_asked', 'asked', 'yes', 'no'))
)
;
CREATE TABLE option_trainers (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  place_id BIGINT NOT NULL,
  trainer_id BIGINT NOT NULL,
  role VARCHAR COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  answer VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_option_trainers PRIMARY KEY (id),
  CONSTRAINT uq_option_trainers_place_id_trainer_id UNIQUE (place_id, trainer_id),
  CONSTRAINT uq_option_trainers_uid UNIQUE (uid),
  CONSTRAINT fk_option_trainers_place_id FOREIGN KEY(place_id) REFERENCES option_places (id),
  CONSTRAINT fk_option_trainers_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainers (id),
  CONSTRAINT ck_option_trainers_answer_known CHECK (answer IN ('not_asked', 'asked', 'yes', 'no'))
)
;
ALTER TABLE slots ADD COLUMN broken VARCHAR COLLATE "C" NOT NULL DEFAULT '[]'
;
ALTER TABLE slots ALTER COLUMN "broken" DROP DEFAULT
;
CREATE INDEX ix_adaptations_module_id ON adaptations (module_id)
;
CREATE INDEX ix_adaptations_recorded_by_id ON adaptations (recorded_by_id)
;
CREATE INDEX ix_calendar_options_quote_id ON calendar_options (quote_id)
;
CREATE INDEX ix_calendar_options_state_answer_by_id ON calendar_options (state, answer_by, id)
;
CREATE INDEX ix_calendar_options_state_hold_until_id ON calendar_options (state, hold_until, id)
;
CREATE INDEX ix_contracts_client_id ON contracts (client_id)
;
CREATE INDEX ix_contracts_proof_id ON contracts (proof_id)
;
CREATE INDEX ix_contracts_quote_id ON contracts (quote_id)
;
CREATE INDEX ix_contracts_request_id_id ON contracts (request_id, id)
;
CREATE INDEX ix_contracts_state_issued_on_id ON contracts (state, issued_on, id)
;
CREATE INDEX ix_option_places_slot_id ON option_places (slot_id)
;
CREATE INDEX ix_option_places_starts_at ON option_places (starts_at)
;
CREATE INDEX ix_option_places_venue_id ON option_places (venue_id)
;
CREATE INDEX ix_option_trainers_trainer_id ON option_trainers (trainer_id)
;
