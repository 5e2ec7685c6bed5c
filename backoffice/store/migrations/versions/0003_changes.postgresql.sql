CREATE TABLE frameworks (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  client_ref VARCHAR COLLATE "C",
  maximum_cents BIGINT,
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
  CONSTRAINT pk_frameworks PRIMARY KEY (id),
  CONSTRAINT uq_frameworks_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_frameworks_uid UNIQUE (uid),
  CONSTRAINT ck_frameworks_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
;
CREATE TABLE house_texts (
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
  CONSTRAINT pk_house_texts PRIMARY KEY (id),
  CONSTRAINT uq_house_texts_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_house_texts_uid UNIQUE (uid),
  CONSTRAINT ck_house_texts_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
;
CREATE TABLE questionnaires (
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
  CONSTRAINT pk_questionnaires PRIMARY KEY (id),
  CONSTRAINT uq_questionnaires_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_questionnaires_uid UNIQUE (uid),
  CONSTRAINT ck_questionnaires_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
;
CREATE TABLE rate_cards (
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
  CONSTRAINT pk_rate_cards PRIMARY KEY (id),
  CONSTRAINT uq_rate_cards_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_rate_cards_uid UNIQUE (uid),
  CONSTRAINT ck_rate_cards_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
;
CREATE TABLE framework_lines (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  framework_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  label VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_framework_lines PRIMARY KEY (id),
  CONSTRAINT uq_framework_lines_uid UNIQUE (uid),
  CONSTRAINT fk_framework_lines_framework_id FOREIGN KEY(framework_id) REFERENCES frameworks (id)
)
;
CREATE TABLE questionnaire_questions (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  questionnaire_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  text VARCHAR COLLATE "C" NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_questionnaire_questions PRIMARY KEY (id),
  CONSTRAINT uq_questionnaire_questions_uid UNIQUE (uid),
  CONSTRAINT fk_questionnaire_questions_questionnaire_id FOREIGN KEY(questionnaire_id) REFERENCES questionnaires (id)
)
;
CREATE TABLE rate_card_lines (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  card_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  label VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_rate_card_lines PRIMARY KEY (id),
  CONSTRAINT uq_rate_card_lines_uid UNIQUE (uid),
  CONSTRAINT fk_rate_card_lines_card_id FOREIGN KEY(card_id) REFERENCES rate_cards (id)
)
;
CREATE TABLE funding_payers (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  funder_id BIGINT,
  client_id BIGINT,
  name VARCHAR COLLATE "C" NOT NULL,
  share_bp BIGINT,
  amount_cents BIGINT,
  caps VARCHAR COLLATE "C" NOT NULL,
  difference_to BIGINT,
  file_number VARCHAR COLLATE "C",
  file_by VARCHAR COLLATE "C",
  state VARCHAR COLLATE "C" NOT NULL,
  asked_on VARCHAR COLLATE "C",
  decided_on VARCHAR COLLATE "C",
  granted_cents BIGINT,
  note VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_funding_payers PRIMARY KEY (id),
  CONSTRAINT uq_funding_payers_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_funding_payers_uid UNIQUE (uid),
  CONSTRAINT fk_funding_payers_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_funding_payers_funder_id FOREIGN KEY(funder_id) REFERENCES funders (id),
  CONSTRAINT fk_funding_payers_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT ck_funding_payers_state_known CHECK (state IN ('to_ask', 'asked', 'granted', 'reduced', 'refused'))
)
;
CREATE TABLE needs_analyses (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  questionnaire_ref VARCHAR COLLATE "C" NOT NULL,
  questionnaire_version BIGINT NOT NULL,
  audience VARCHAR COLLATE "C" NOT NULL,
  version_no BIGINT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  answers VARCHAR COLLATE "C" NOT NULL,
  replies VARCHAR COLLATE "C" NOT NULL,
  sources VARCHAR COLLATE "C" NOT NULL,
  answered_by VARCHAR COLLATE "C",
  answered_on VARCHAR COLLATE "C",
  validated_by VARCHAR COLLATE "C",
  validated_function VARCHAR COLLATE "C",
  validated_on VARCHAR COLLATE "C",
  erased_on VARCHAR COLLATE "C",
  erased_replies BIGINT,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_needs_analyses PRIMARY KEY (id),
  CONSTRAINT uq_needs_analyses_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_needs_analyses_uid UNIQUE (uid),
  CONSTRAINT fk_needs_analyses_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT ck_needs_analyses_audience_known CHECK (audience IN ('client', 'participants')),
  CONSTRAINT ck_needs_analyses_state_known CHECK (state IN ('draft', 'validated', 'superseded'))
)
;
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
CREATE TABLE dues (
  id BIGSERIAL NOT NULL,
  request_id BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  part BIGINT NOT NULL,
  position BIGINT NOT NULL,
  label VARCHAR COLLATE "C" NOT NULL,
  trigger VARCHAR COLLATE "C" NOT NULL,
  period VARCHAR COLLATE "C" NOT NULL,
  client_id BIGINT,
  funder_id BIGINT,
  payer VARCHAR COLLATE "C" NOT NULL,
  due_on VARCHAR COLLATE "C",
  due_at VARCHAR COLLATE "C" NOT NULL,
  soon_at VARCHAR COLLATE "C" NOT NULL,
  due_order VARCHAR COLLATE "C" NOT NULL,
  waits BIGINT NOT NULL,
  open BIGINT NOT NULL,
  settles BIGINT NOT NULL,
  net_cents BIGINT NOT NULL,
  vat_cents BIGINT NOT NULL,
  total_cents BIGINT NOT NULL,
  shares VARCHAR COLLATE "C" NOT NULL,
  handed_on VARCHAR COLLATE "C",
  number VARCHAR COLLATE "C",
  CONSTRAINT pk_dues PRIMARY KEY (id),
  CONSTRAINT uq_dues_quote_id_part UNIQUE (quote_id, part),
  CONSTRAINT fk_dues_request_id FOREIGN KEY(request_id) REFERENCES requests (id) ON DELETE CASCADE,
  CONSTRAINT fk_dues_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id) ON DELETE CASCADE,
  CONSTRAINT fk_dues_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_dues_funder_id FOREIGN KEY(funder_id) REFERENCES funders (id),
  CONSTRAINT ck_dues_waits_known CHECK (waits IN (0, 1)),
  CONSTRAINT ck_dues_open_known CHECK (open IN (0, 1)),
  CONSTRAINT ck_dues_settles_known CHECK (settles IN (0, 1))
)
;
CREATE TABLE handovers (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  part BIGINT NOT NULL,
  position BIGINT NOT NULL,
  period VARCHAR COLLATE "C" NOT NULL,
  handed_on VARCHAR COLLATE "C" NOT NULL,
  number VARCHAR COLLATE "C",
  cents BIGINT NOT NULL,
  shares VARCHAR COLLATE "C" NOT NULL,
  by_id BIGINT,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_handovers PRIMARY KEY (id),
  CONSTRAINT uq_handovers_quote_id_part UNIQUE (quote_id, part),
  CONSTRAINT uq_handovers_uid UNIQUE (uid),
  CONSTRAINT fk_handovers_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT fk_handovers_by_id FOREIGN KEY(by_id) REFERENCES users (id)
)
;
CREATE TABLE order_forms (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  framework_ref VARCHAR COLLATE "C" NOT NULL,
  lot VARCHAR COLLATE "C" NOT NULL,
  client_id BIGINT,
  quote_id BIGINT,
  number VARCHAR COLLATE "C" NOT NULL,
  ordered_on VARCHAR COLLATE "C" NOT NULL,
  net_cents BIGINT NOT NULL,
  engagement VARCHAR COLLATE "C",
  note VARCHAR COLLATE "C",
  state VARCHAR COLLATE "C" NOT NULL,
  cancelled VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_order_forms PRIMARY KEY (id),
  CONSTRAINT uq_order_forms_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_order_forms_uid UNIQUE (uid),
  CONSTRAINT fk_order_forms_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_order_forms_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_order_forms_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_order_forms_state_known CHECK (state IN ('open', 'cancelled'))
)
;
CREATE TABLE proposals (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  variant VARCHAR COLLATE "C",
  title VARCHAR COLLATE "C" NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  language VARCHAR COLLATE "C" NOT NULL,
  quote_id BIGINT,
  valid_until VARCHAR COLLATE "C",
  sent_at VARCHAR COLLATE "C",
  aims VARCHAR COLLATE "C" NOT NULL,
  results VARCHAR COLLATE "C" NOT NULL,
  answer VARCHAR COLLATE "C",
  why VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_proposals PRIMARY KEY (id),
  CONSTRAINT uq_proposals_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_proposals_uid UNIQUE (uid),
  CONSTRAINT fk_proposals_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_proposals_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_proposals_state_known CHECK (state IN ('draft', 'sent', 'accepted', 'superseded', 'withdrawn', 'refused', 'expired')),
  CONSTRAINT ck_proposals_language_known CHECK (language IN ('fr', 'en'))
)
;
CREATE TABLE quote_pricings (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  card_ref VARCHAR COLLATE "C" NOT NULL,
  card_version BIGINT NOT NULL,
  priced_on VARCHAR COLLATE "C" NOT NULL,
  wish VARCHAR COLLATE "C" NOT NULL,
  lines VARCHAR COLLATE "C" NOT NULL,
  dropped VARCHAR COLLATE "C" NOT NULL,
  remarks VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_quote_pricings PRIMARY KEY (id),
  CONSTRAINT uq_quote_pricings_uid UNIQUE (uid),
  CONSTRAINT uq_quote_pricings_quote_id UNIQUE (quote_id),
  CONSTRAINT fk_quote_pricings_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
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
  asked_on VARCHAR COLLATE "C",
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
CREATE TABLE proposal_sections (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  proposal_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  before VARCHAR COLLATE "C" NOT NULL,
  after VARCHAR COLLATE "C" NOT NULL,
  shown BIGINT NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_proposal_sections PRIMARY KEY (id),
  CONSTRAINT uq_proposal_sections_proposal_id_position UNIQUE (proposal_id, position),
  CONSTRAINT uq_proposal_sections_uid UNIQUE (uid),
  CONSTRAINT fk_proposal_sections_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id),
  CONSTRAINT ck_proposal_sections_shown_known CHECK (shown IN (0, 1))
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
ALTER TABLE groups ADD COLUMN closes_on VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD COLUMN closes_length VARCHAR COLLATE "C"
;
ALTER TABLE groups ADD COLUMN after_closing VARCHAR COLLATE "C" NOT NULL DEFAULT 'reason'
;
ALTER TABLE groups ALTER COLUMN "after_closing" DROP DEFAULT
;
ALTER TABLE groups ADD CONSTRAINT ck_groups_after_closing_known CHECK (after_closing IN ('reason', 'waiting', 'refused'))
;
ALTER TABLE documents DROP CONSTRAINT ck_documents_kind_known
;
ALTER TABLE documents ADD CONSTRAINT ck_documents_kind_known CHECK (kind IN ('quote', 'proposal', 'agreement', 'contract', 'amendment', 'attendance_sheet', 'programme_sheet', 'acknowledgement', 'calendar_options', 'questionnaire', 'order_acknowledgement'))
;
ALTER TABLE slots ADD COLUMN broken VARCHAR COLLATE "C" NOT NULL DEFAULT '[]'
;
ALTER TABLE slots ALTER COLUMN "broken" DROP DEFAULT
;
CREATE INDEX ix_frameworks_sort_key_id ON frameworks (sort_key, id)
;
CREATE INDEX ix_house_texts_sort_key_id ON house_texts (sort_key, id)
;
CREATE INDEX ix_questionnaires_sort_key_id ON questionnaires (sort_key, id)
;
CREATE INDEX ix_rate_cards_sort_key_id ON rate_cards (sort_key, id)
;
CREATE INDEX ix_framework_lines_framework_id_position ON framework_lines (framework_id, position)
;
CREATE INDEX ix_questionnaire_questions_questionnaire_id_position ON questionnaire_questions (questionnaire_id, position)
;
CREATE INDEX ix_rate_card_lines_card_id_position ON rate_card_lines (card_id, position)
;
CREATE INDEX ix_funding_payers_client_id ON funding_payers (client_id)
;
CREATE INDEX ix_funding_payers_funder_id ON funding_payers (funder_id)
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
CREATE INDEX ix_dues_client_id ON dues (client_id)
;
CREATE INDEX ix_dues_due_order_id ON dues (due_order, id)
;
CREATE INDEX ix_dues_funder_id ON dues (funder_id)
;
CREATE INDEX ix_dues_open_due_order_id ON dues (open, due_order, id)
;
CREATE INDEX ix_dues_request_id ON dues (request_id)
;
CREATE INDEX ix_handovers_by_id ON handovers (by_id)
;
CREATE INDEX ix_order_forms_client_id ON order_forms (client_id)
;
CREATE INDEX ix_order_forms_framework_ref_id ON order_forms (framework_ref, id)
;
CREATE INDEX ix_order_forms_quote_id ON order_forms (quote_id)
;
CREATE INDEX ix_order_forms_sort_key_id ON order_forms (sort_key, id)
;
CREATE INDEX ix_proposals_quote_id ON proposals (quote_id)
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
CREATE OR REPLACE FUNCTION contracts_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW."id" IS DISTINCT FROM OLD."id" OR NEW."uid" IS DISTINCT FROM OLD."uid" OR NEW."ref" IS DISTINCT FROM OLD."ref" OR NEW."kind" IS DISTINCT FROM OLD."kind" OR NEW."request_id" IS DISTINCT FROM OLD."request_id" OR NEW."quote_id" IS DISTINCT FROM OLD."quote_id" OR NEW."client_id" IS DISTINCT FROM OLD."client_id" OR NEW."parent_id" IS DISTINCT FROM OLD."parent_id" OR NEW."rank" IS DISTINCT FROM OLD."rank" OR NEW."issued_on" IS DISTINCT FROM OLD."issued_on" OR NEW."at_distance" IS DISTINCT FROM OLD."at_distance" OR NEW."net_cents" IS DISTINCT FROM OLD."net_cents" OR NEW."vat_cents" IS DISTINCT FROM OLD."vat_cents" OR NEW."total_cents" IS DISTINCT FROM OLD."total_cents" OR NEW."body" IS DISTINCT FROM OLD."body" OR NEW."created_at" IS DISTINCT FROM OLD."created_at" THEN RAISE EXCEPTION 'an issued agreement or contract keeps what it says' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE OR REPLACE FUNCTION contracts_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'an issued agreement or contract is never deleted' USING ERRCODE = 'BK001'; RETURN OLD; END$$
;
CREATE TRIGGER contracts_keep_update BEFORE UPDATE ON contracts FOR EACH ROW EXECUTE FUNCTION contracts_keep_update()
;
CREATE TRIGGER contracts_keep_delete BEFORE DELETE ON contracts FOR EACH ROW EXECUTE FUNCTION contracts_keep_delete()
;
CREATE TRIGGER contracts_keep_whole BEFORE TRUNCATE ON contracts FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
