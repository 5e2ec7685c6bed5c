DROP TRIGGER journal_next
;
DROP TRIGGER journal_keep_update
;
DROP TRIGGER journal_keep_delete
;
DROP TRIGGER quotes_keep_update
;
DROP TRIGGER quotes_keep_delete
;
DROP TRIGGER quote_lines_keep_insert
;
DROP TRIGGER quote_lines_keep_update
;
DROP TRIGGER quote_lines_keep_delete
;
DROP TRIGGER instalments_keep_insert
;
DROP TRIGGER instalments_keep_update
;
DROP TRIGGER instalments_keep_delete
;
DROP TRIGGER documents_keep_update
;
DROP TRIGGER documents_keep_delete
;
DROP TRIGGER blobs_keep_update
;
DROP TRIGGER requests_fts_insert
;
DROP TRIGGER requests_fts_delete
;
DROP TRIGGER requests_fts_update
;
CREATE TABLE frameworks (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  client_ref TEXT,
  maximum_cents INTEGER,
  ref TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  valid_from TEXT,
  body TEXT NOT NULL,
  sha256 TEXT,
  search_text TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_frameworks PRIMARY KEY (id),
  CONSTRAINT uq_frameworks_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_frameworks_uid UNIQUE (uid),
  CONSTRAINT ck_frameworks_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
 STRICT
;
CREATE TABLE house_texts (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  ref TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  valid_from TEXT,
  body TEXT NOT NULL,
  sha256 TEXT,
  search_text TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_house_texts PRIMARY KEY (id),
  CONSTRAINT uq_house_texts_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_house_texts_uid UNIQUE (uid),
  CONSTRAINT ck_house_texts_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
 STRICT
;
CREATE TABLE questionnaires (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  ref TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  valid_from TEXT,
  body TEXT NOT NULL,
  sha256 TEXT,
  search_text TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_questionnaires PRIMARY KEY (id),
  CONSTRAINT uq_questionnaires_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_questionnaires_uid UNIQUE (uid),
  CONSTRAINT ck_questionnaires_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
 STRICT
;
CREATE TABLE rate_cards (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  ref TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  valid_from TEXT,
  body TEXT NOT NULL,
  sha256 TEXT,
  search_text TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_rate_cards PRIMARY KEY (id),
  CONSTRAINT uq_rate_cards_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_rate_cards_uid UNIQUE (uid),
  CONSTRAINT ck_rate_cards_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
 STRICT
;
CREATE TABLE framework_lines (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  framework_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  label TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_framework_lines PRIMARY KEY (id),
  CONSTRAINT uq_framework_lines_uid UNIQUE (uid),
  CONSTRAINT fk_framework_lines_framework_id FOREIGN KEY(framework_id) REFERENCES frameworks (id)
)
 STRICT
;
CREATE TABLE questionnaire_questions (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  questionnaire_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_questionnaire_questions PRIMARY KEY (id),
  CONSTRAINT uq_questionnaire_questions_uid UNIQUE (uid),
  CONSTRAINT fk_questionnaire_questions_questionnaire_id FOREIGN KEY(questionnaire_id) REFERENCES questionnaires (id)
)
 STRICT
;
CREATE TABLE rate_card_lines (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  card_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  label TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_rate_card_lines PRIMARY KEY (id),
  CONSTRAINT uq_rate_card_lines_uid UNIQUE (uid),
  CONSTRAINT fk_rate_card_lines_card_id FOREIGN KEY(card_id) REFERENCES rate_cards (id)
)
 STRICT
;
CREATE TABLE funding_payers (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  funder_id INTEGER,
  client_id INTEGER,
  name TEXT NOT NULL,
  share_bp INTEGER,
  amount_cents INTEGER,
  caps TEXT NOT NULL,
  difference_to INTEGER,
  file_number TEXT,
  file_by TEXT,
  state TEXT NOT NULL,
  asked_on TEXT,
  decided_on TEXT,
  granted_cents INTEGER,
  note TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_funding_payers PRIMARY KEY (id),
  CONSTRAINT uq_funding_payers_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_funding_payers_uid UNIQUE (uid),
  CONSTRAINT fk_funding_payers_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_funding_payers_funder_id FOREIGN KEY(funder_id) REFERENCES funders (id),
  CONSTRAINT fk_funding_payers_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT ck_funding_payers_state_known CHECK (state IN ('to_ask', 'asked', 'granted', 'reduced', 'refused'))
)
 STRICT
;
CREATE TABLE needs_analyses (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  questionnaire_ref TEXT NOT NULL,
  questionnaire_version INTEGER NOT NULL,
  audience TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  state TEXT NOT NULL,
  answers TEXT NOT NULL,
  replies TEXT NOT NULL,
  sources TEXT NOT NULL,
  answered_by TEXT,
  answered_on TEXT,
  validated_by TEXT,
  validated_function TEXT,
  validated_on TEXT,
  erased_on TEXT,
  erased_replies INTEGER,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_needs_analyses PRIMARY KEY (id),
  CONSTRAINT uq_needs_analyses_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_needs_analyses_uid UNIQUE (uid),
  CONSTRAINT fk_needs_analyses_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT ck_needs_analyses_audience_known CHECK (audience IN ('client', 'participants')),
  CONSTRAINT ck_needs_analyses_state_known CHECK (state IN ('draft', 'validated', 'superseded'))
)
 STRICT
;
CREATE TABLE adaptations (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  module_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  matters TEXT NOT NULL,
  agreed_with TEXT NOT NULL,
  who TEXT,
  agreed_on TEXT NOT NULL,
  recorded_by_id INTEGER,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_adaptations PRIMARY KEY (id),
  CONSTRAINT uq_adaptations_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_adaptations_uid UNIQUE (uid),
  CONSTRAINT fk_adaptations_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_adaptations_module_id FOREIGN KEY(module_id) REFERENCES request_modules (id),
  CONSTRAINT fk_adaptations_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES users (id),
  CONSTRAINT ck_adaptations_agreed_with_known CHECK (agreed_with IN ('group', 'client', 'both'))
)
 STRICT
;
CREATE TABLE calendar_options (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  label TEXT,
  state TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  hold_until TEXT,
  quote_id INTEGER,
  cost INTEGER,
  terms TEXT NOT NULL,
  gaps TEXT NOT NULL,
  proposed_at TEXT NOT NULL,
  closed_at TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_calendar_options PRIMARY KEY (id),
  CONSTRAINT uq_calendar_options_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_calendar_options_uid UNIQUE (uid),
  CONSTRAINT fk_calendar_options_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_calendar_options_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_calendar_options_state_known CHECK (state IN ('offered', 'held', 'chosen', 'released', 'expired'))
)
 STRICT
;
CREATE TABLE dues (
  id INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  quote_id INTEGER NOT NULL,
  part INTEGER NOT NULL,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  "trigger" TEXT NOT NULL,
  period TEXT NOT NULL,
  client_id INTEGER,
  funder_id INTEGER,
  payer TEXT NOT NULL,
  due_on TEXT,
  due_at TEXT NOT NULL,
  soon_at TEXT NOT NULL,
  due_order TEXT NOT NULL,
  waits INTEGER NOT NULL,
  open INTEGER NOT NULL,
  settles INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  vat_cents INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  shares TEXT NOT NULL,
  handed_on TEXT,
  number TEXT,
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
 STRICT
;
CREATE TABLE handovers (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  quote_id INTEGER NOT NULL,
  part INTEGER NOT NULL,
  position INTEGER NOT NULL,
  period TEXT NOT NULL,
  handed_on TEXT NOT NULL,
  number TEXT,
  cents INTEGER NOT NULL,
  shares TEXT NOT NULL,
  by_id INTEGER,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_handovers PRIMARY KEY (id),
  CONSTRAINT uq_handovers_quote_id_part UNIQUE (quote_id, part),
  CONSTRAINT uq_handovers_uid UNIQUE (uid),
  CONSTRAINT fk_handovers_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT fk_handovers_by_id FOREIGN KEY(by_id) REFERENCES users (id)
)
 STRICT
;
CREATE TABLE order_forms (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  framework_ref TEXT NOT NULL,
  lot TEXT NOT NULL,
  client_id INTEGER,
  quote_id INTEGER,
  number TEXT NOT NULL,
  ordered_on TEXT NOT NULL,
  net_cents INTEGER NOT NULL,
  engagement TEXT,
  note TEXT,
  state TEXT NOT NULL,
  cancelled TEXT,
  search_text TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_order_forms PRIMARY KEY (id),
  CONSTRAINT uq_order_forms_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_order_forms_uid UNIQUE (uid),
  CONSTRAINT fk_order_forms_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_order_forms_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_order_forms_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_order_forms_state_known CHECK (state IN ('open', 'cancelled'))
)
 STRICT
;
CREATE TABLE proposals (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  variant TEXT,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  language TEXT NOT NULL,
  quote_id INTEGER,
  valid_until TEXT,
  sent_at TEXT,
  aims TEXT NOT NULL,
  results TEXT NOT NULL,
  answer TEXT,
  why TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_proposals PRIMARY KEY (id),
  CONSTRAINT uq_proposals_request_id_position UNIQUE (request_id, position),
  CONSTRAINT uq_proposals_uid UNIQUE (uid),
  CONSTRAINT fk_proposals_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_proposals_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_proposals_state_known CHECK (state IN ('draft', 'sent', 'accepted', 'superseded', 'withdrawn', 'refused', 'expired')),
  CONSTRAINT ck_proposals_language_known CHECK (language IN ('fr', 'en'))
)
 STRICT
;
CREATE TABLE quote_pricings (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  quote_id INTEGER NOT NULL,
  card_ref TEXT NOT NULL,
  card_version INTEGER NOT NULL,
  priced_on TEXT NOT NULL,
  wish TEXT NOT NULL,
  lines TEXT NOT NULL,
  dropped TEXT NOT NULL,
  remarks TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_quote_pricings PRIMARY KEY (id),
  CONSTRAINT uq_quote_pricings_uid UNIQUE (uid),
  CONSTRAINT uq_quote_pricings_quote_id UNIQUE (quote_id),
  CONSTRAINT fk_quote_pricings_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
)
 STRICT
;
CREATE TABLE contracts (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  request_id INTEGER NOT NULL,
  quote_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  parent_id INTEGER,
  rank INTEGER,
  state TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  signed_on TEXT,
  at_distance INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  vat_cents INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  body TEXT NOT NULL,
  asked TEXT,
  asked_on TEXT,
  signature TEXT,
  proof_id INTEGER,
  ended TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
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
 STRICT
;
CREATE TABLE option_places (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  option_id INTEGER NOT NULL,
  slot_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  day TEXT NOT NULL,
  start TEXT NOT NULL,
  finish TEXT NOT NULL,
  zone TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  venue_id INTEGER,
  client_answer TEXT NOT NULL,
  venue_answer TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_option_places PRIMARY KEY (id),
  CONSTRAINT uq_option_places_option_id_position UNIQUE (option_id, position),
  CONSTRAINT uq_option_places_uid UNIQUE (uid),
  CONSTRAINT fk_option_places_option_id FOREIGN KEY(option_id) REFERENCES calendar_options (id),
  CONSTRAINT fk_option_places_slot_id FOREIGN KEY(slot_id) REFERENCES slots (id),
  CONSTRAINT fk_option_places_venue_id FOREIGN KEY(venue_id) REFERENCES venues (id),
  CONSTRAINT ck_option_places_client_answer_known CHECK (client_answer IN ('not_asked', 'asked', 'yes', 'no')),
  CONSTRAINT ck_option_places_venue_answer_known CHECK (venue_answer IN ('not_asked', 'asked', 'yes', 'no'))
)
 STRICT
;
CREATE TABLE proposal_sections (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  proposal_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  "before" TEXT NOT NULL,
  "after" TEXT NOT NULL,
  shown INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_proposal_sections PRIMARY KEY (id),
  CONSTRAINT uq_proposal_sections_proposal_id_position UNIQUE (proposal_id, position),
  CONSTRAINT uq_proposal_sections_uid UNIQUE (uid),
  CONSTRAINT fk_proposal_sections_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id),
  CONSTRAINT ck_proposal_sections_shown_known CHECK (shown IN (0, 1))
)
 STRICT
;
CREATE TABLE option_trainers (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  place_id INTEGER NOT NULL,
  trainer_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  answer TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_option_trainers PRIMARY KEY (id),
  CONSTRAINT uq_option_trainers_place_id_trainer_id UNIQUE (place_id, trainer_id),
  CONSTRAINT uq_option_trainers_uid UNIQUE (uid),
  CONSTRAINT fk_option_trainers_place_id FOREIGN KEY(place_id) REFERENCES option_places (id),
  CONSTRAINT fk_option_trainers_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainers (id),
  CONSTRAINT ck_option_trainers_answer_known CHECK (answer IN ('not_asked', 'asked', 'yes', 'no'))
)
 STRICT
;
CREATE TABLE groups__new (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  ref TEXT NOT NULL,
  request_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  headcount_included INTEGER,
  teaching_max INTEGER,
  external_ref TEXT,
  details TEXT NOT NULL,
  minimum INTEGER,
  decide_on TEXT,
  closes_before TEXT,
  closes_at TEXT,
  closes_on TEXT,
  closes_length TEXT,
  after_closing TEXT NOT NULL,
  decision TEXT,
  search_text TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_groups PRIMARY KEY (id),
  CONSTRAINT uq_groups_uid UNIQUE (uid),
  CONSTRAINT uq_groups_ref UNIQUE (ref),
  CONSTRAINT fk_groups_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT uq_groups_external_ref UNIQUE (external_ref),
  CONSTRAINT ck_groups_after_closing_known CHECK (after_closing IN ('reason', 'waiting', 'refused')),
  CONSTRAINT ck_groups_decision_known CHECK (decision IN ('confirmed', 'postponed', 'merged', 'repriced'))
)
 STRICT
;
INSERT INTO groups__new ("id", "uid", "version", "ref", "request_id", "name", "position", "headcount_included", "teaching_max", "external_ref", "details", "minimum", "decide_on", "closes_before", "closes_at", "closes_on", "closes_length", "after_closing", "decision", "search_text", "sort_key", "created_at", "updated_at")
SELECT "id", "uid", "version", "ref", "request_id", "name", "position", "headcount_included", "teaching_max", "external_ref", "details", "minimum", "decide_on", "closes_before", "closes_at", NULL, NULL, 'reason', "decision", "search_text", "sort_key", "created_at", "updated_at"
FROM groups
;
DROP TABLE groups
;
ALTER TABLE groups__new RENAME TO groups
;
CREATE TABLE documents__new (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number TEXT,
  version_no INTEGER NOT NULL,
  request_id INTEGER,
  quote_id INTEGER,
  subject_uid TEXT,
  sheet_format TEXT NOT NULL,
  sheet TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  path TEXT,
  issued_at TEXT NOT NULL,
  issued_by_id INTEGER,
  replaced_by_id INTEGER,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_documents PRIMARY KEY (id),
  CONSTRAINT uq_documents_uid UNIQUE (uid),
  CONSTRAINT fk_documents_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_documents_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT fk_documents_sha256 FOREIGN KEY(sha256) REFERENCES blobs (sha256),
  CONSTRAINT fk_documents_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES users (id),
  CONSTRAINT fk_documents_replaced_by_id FOREIGN KEY(replaced_by_id) REFERENCES documents (id),
  CONSTRAINT ck_documents_kind_known CHECK (kind IN ('quote', 'proposal', 'agreement', 'contract', 'amendment', 'attendance_sheet', 'programme_sheet', 'acknowledgement', 'calendar_options', 'questionnaire', 'order_acknowledgement'))
)
 STRICT
;
INSERT INTO documents__new ("id", "uid", "version", "kind", "number", "version_no", "request_id", "quote_id", "subject_uid", "sheet_format", "sheet", "fingerprint", "sha256", "file_name", "path", "issued_at", "issued_by_id", "replaced_by_id", "created_at", "updated_at")
SELECT "id", "uid", "version", "kind", "number", "version_no", "request_id", "quote_id", "subject_uid", "sheet_format", "sheet", "fingerprint", "sha256", "file_name", "path", "issued_at", "issued_by_id", "replaced_by_id", "created_at", "updated_at"
FROM documents
;
DROP TABLE documents
;
ALTER TABLE documents__new RENAME TO documents
;
CREATE TABLE slots__new (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  version INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  module_id INTEGER NOT NULL,
  copy INTEGER NOT NULL,
  group_id INTEGER,
  alternative INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  state TEXT NOT NULL,
  day TEXT,
  start TEXT,
  finish TEXT,
  zone TEXT NOT NULL,
  starts_at TEXT,
  ends_at TEXT,
  window_from TEXT,
  window_to TEXT,
  minutes INTEGER NOT NULL,
  counts INTEGER NOT NULL,
  mode TEXT NOT NULL,
  time TEXT NOT NULL,
  with_whom TEXT NOT NULL,
  supervision TEXT NOT NULL,
  nature TEXT NOT NULL,
  venue_id INTEGER,
  client_answer TEXT NOT NULL,
  venue_answer TEXT NOT NULL,
  hold_until TEXT,
  option TEXT,
  broken TEXT NOT NULL,
  position INTEGER NOT NULL,
  note TEXT,
  external_ref TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CONSTRAINT pk_slots PRIMARY KEY (id),
  CONSTRAINT ck_slots_minutes_positive CHECK (minutes >= 0),
  CONSTRAINT uq_slots_uid UNIQUE (uid),
  CONSTRAINT fk_slots_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_slots_module_id FOREIGN KEY(module_id) REFERENCES request_modules (id),
  CONSTRAINT fk_slots_group_id FOREIGN KEY(group_id) REFERENCES groups (id),
  CONSTRAINT fk_slots_venue_id FOREIGN KEY(venue_id) REFERENCES venues (id),
  CONSTRAINT uq_slots_external_ref UNIQUE (external_ref),
  CONSTRAINT ck_slots_state_known CHECK (state IN ('to_plan', 'proposed', 'held', 'confirmed', 'done', 'cancelled', 'moved')),
  CONSTRAINT ck_slots_counts_known CHECK (counts IN (0, 1)),
  CONSTRAINT ck_slots_mode_known CHECK (mode IN ('on_site', 'remote', 'workplace')),
  CONSTRAINT ck_slots_time_known CHECK (time IN ('live', 'own_pace')),
  CONSTRAINT ck_slots_with_whom_known CHECK (with_whom IN ('group', 'subgroup', 'person')),
  CONSTRAINT ck_slots_supervision_known CHECK (supervision IN ('live_trainer', 'remote_assisted', 'workplace', 'none')),
  CONSTRAINT ck_slots_nature_known CHECK (nature IN ('teaching', 'assessment', 'preparation', 'follow_up')),
  CONSTRAINT ck_slots_client_answer_known CHECK (client_answer IN ('not_asked', 'asked', 'yes', 'no')),
  CONSTRAINT ck_slots_venue_answer_known CHECK (venue_answer IN ('not_asked', 'asked', 'yes', 'no'))
)
 STRICT
;
INSERT INTO slots__new ("id", "uid", "version", "request_id", "module_id", "copy", "group_id", "alternative", "sequence", "state", "day", "start", "finish", "zone", "starts_at", "ends_at", "window_from", "window_to", "minutes", "counts", "mode", "time", "with_whom", "supervision", "nature", "venue_id", "client_answer", "venue_answer", "hold_until", "option", "broken", "position", "note", "external_ref", "created_at", "updated_at")
SELECT "id", "uid", "version", "request_id", "module_id", "copy", "group_id", "alternative", "sequence", "state", "day", "start", "finish", "zone", "starts_at", "ends_at", "window_from", "window_to", "minutes", "counts", "mode", "time", "with_whom", "supervision", "nature", "venue_id", "client_answer", "venue_answer", "hold_until", "option", '[]', "position", "note", "external_ref", "created_at", "updated_at"
FROM slots
;
DROP TABLE slots
;
ALTER TABLE slots__new RENAME TO slots
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
CREATE INDEX ix_groups_request_id_position ON groups (request_id, position)
;
CREATE INDEX ix_groups_sort_key_id ON groups (sort_key, id)
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
CREATE INDEX ix_documents_issued_at_id ON documents (issued_at, id)
;
CREATE INDEX ix_documents_issued_by_id ON documents (issued_by_id)
;
CREATE INDEX ix_documents_number_version_no ON documents (number, version_no)
;
CREATE INDEX ix_documents_quote_id ON documents (quote_id)
;
CREATE INDEX ix_documents_replaced_by_id ON documents (replaced_by_id)
;
CREATE INDEX ix_documents_request_id ON documents (request_id)
;
CREATE INDEX ix_documents_sha256 ON documents (sha256)
;
CREATE INDEX ix_documents_subject_uid ON documents (subject_uid)
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
CREATE INDEX ix_slots_day_start_id ON slots (day, start, id)
;
CREATE INDEX ix_slots_group_id ON slots (group_id)
;
CREATE INDEX ix_slots_hold_until ON slots (hold_until)
;
CREATE INDEX ix_slots_module_id ON slots (module_id)
;
CREATE INDEX ix_slots_request_id_module_id_sequence ON slots (request_id, module_id, sequence)
;
CREATE INDEX ix_slots_starts_at ON slots (starts_at)
;
CREATE INDEX ix_slots_state_day_id ON slots (state, day, id)
;
CREATE INDEX ix_slots_venue_id ON slots (venue_id)
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
CREATE TRIGGER journal_next BEFORE INSERT ON journal WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN
  SELECT RAISE(ABORT, 'the journal has no gap');
END
;
CREATE TRIGGER journal_keep_update BEFORE UPDATE ON journal WHEN NOT (NEW.payload IS NULL AND OLD.payload IS NOT NULL AND EXISTS (SELECT 1 FROM tombstones WHERE journal_seq = OLD.seq)) OR NEW."seq" IS NOT OLD."seq" OR NEW."occurred_at" IS NOT OLD."occurred_at" OR NEW."recorded_at" IS NOT OLD."recorded_at" OR NEW."actor_id" IS NOT OLD."actor_id" OR NEW."act" IS NOT OLD."act" OR NEW."subject_uid" IS NOT OLD."subject_uid" OR NEW."subject_ref" IS NOT OLD."subject_ref" OR NEW."payload_hash" IS NOT OLD."payload_hash" OR NEW."seals" IS NOT OLD."seals" OR NEW."previous_hash" IS NOT OLD."previous_hash" OR NEW."hash" IS NOT OLD."hash" OR NEW."hash_version" IS NOT OLD."hash_version" BEGIN
  SELECT RAISE(ABORT, 'the journal never changes');
END
;
CREATE TRIGGER journal_keep_delete BEFORE DELETE ON journal BEGIN
  SELECT RAISE(ABORT, 'the journal is never deleted');
END
;
CREATE TRIGGER quotes_keep_update BEFORE UPDATE ON quotes WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW."id" IS NOT OLD."id" OR NEW."uid" IS NOT OLD."uid" OR NEW."number" IS NOT OLD."number" OR NEW."idx" IS NOT OLD."idx" OR NEW."version_no" IS NOT OLD."version_no" OR NEW."request_id" IS NOT OLD."request_id" OR NEW."client_id" IS NOT OLD."client_id" OR NEW."variant" IS NOT OLD."variant" OR NEW."title" IS NOT OLD."title" OR NEW."language" IS NOT OLD."language" OR NEW."issued_on" IS NOT OLD."issued_on" OR NEW."issued_at" IS NOT OLD."issued_at" OR NEW."net_cents" IS NOT OLD."net_cents" OR NEW."vat_cents" IS NOT OLD."vat_cents" OR NEW."total_cents" IS NOT OLD."total_cents" OR NEW."body" IS NOT OLD."body" OR NEW."created_at" IS NOT OLD."created_at") BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its figures and terms');
END
;
CREATE TRIGGER quotes_keep_delete BEFORE DELETE ON quotes WHEN OLD.state <> 'draft' BEGIN
  SELECT RAISE(ABORT, 'an issued quote is never deleted');
END
;
CREATE TRIGGER quote_lines_keep_insert BEFORE INSERT ON quote_lines WHEN (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft' BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its lines');
END
;
CREATE TRIGGER quote_lines_keep_update BEFORE UPDATE ON quote_lines WHEN ((SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' OR (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft') AND (NEW."id" IS NOT OLD."id" OR NEW."uid" IS NOT OLD."uid" OR NEW."version" IS NOT OLD."version" OR NEW."quote_id" IS NOT OLD."quote_id" OR NEW."position" IS NOT OLD."position" OR NEW."section" IS NOT OLD."section" OR NEW."label" IS NOT OLD."label" OR NEW."detail" IS NOT OLD."detail" OR NEW."quantity_e4" IS NOT OLD."quantity_e4" OR NEW."unit" IS NOT OLD."unit" OR NEW."unit_micro" IS NOT OLD."unit_micro" OR NEW."discount_bp" IS NOT OLD."discount_bp" OR NEW."optional" IS NOT OLD."optional" OR NEW."nature" IS NOT OLD."nature" OR NEW."vat" IS NOT OLD."vat" OR NEW."rule" IS NOT OLD."rule" OR NEW."net_cents" IS NOT OLD."net_cents" OR NEW."created_at" IS NOT OLD."created_at" OR NEW."updated_at" IS NOT OLD."updated_at") BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its lines');
END
;
CREATE TRIGGER quote_lines_keep_delete BEFORE DELETE ON quote_lines WHEN (SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its lines');
END
;
CREATE TRIGGER instalments_keep_insert BEFORE INSERT ON instalments WHEN (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft' BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its instalments');
END
;
CREATE TRIGGER instalments_keep_update BEFORE UPDATE ON instalments WHEN ((SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' OR (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft') AND (NEW."id" IS NOT OLD."id" OR NEW."uid" IS NOT OLD."uid" OR NEW."quote_id" IS NOT OLD."quote_id" OR NEW."position" IS NOT OLD."position" OR NEW."label" IS NOT OLD."label" OR NEW."trigger" IS NOT OLD."trigger" OR NEW."offset_days" IS NOT OLD."offset_days" OR NEW."at" IS NOT OLD."at" OR NEW."module_position" IS NOT OLD."module_position" OR NEW."payer" IS NOT OLD."payer" OR NEW."share_bp" IS NOT OLD."share_bp" OR NEW."fixed_cents" IS NOT OLD."fixed_cents" OR NEW."amount_cents" IS NOT OLD."amount_cents" OR NEW."created_at" IS NOT OLD."created_at") BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its instalments');
END
;
CREATE TRIGGER instalments_keep_delete BEFORE DELETE ON instalments WHEN (SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' BEGIN
  SELECT RAISE(ABORT, 'an issued quote keeps its instalments');
END
;
CREATE TRIGGER documents_keep_update BEFORE UPDATE ON documents WHEN NEW."id" IS NOT OLD."id" OR NEW."uid" IS NOT OLD."uid" OR NEW."kind" IS NOT OLD."kind" OR NEW."number" IS NOT OLD."number" OR NEW."version_no" IS NOT OLD."version_no" OR NEW."request_id" IS NOT OLD."request_id" OR NEW."quote_id" IS NOT OLD."quote_id" OR NEW."subject_uid" IS NOT OLD."subject_uid" OR NEW."sheet_format" IS NOT OLD."sheet_format" OR NEW."sheet" IS NOT OLD."sheet" OR NEW."fingerprint" IS NOT OLD."fingerprint" OR NEW."sha256" IS NOT OLD."sha256" OR NEW."file_name" IS NOT OLD."file_name" OR NEW."path" IS NOT OLD."path" OR NEW."issued_at" IS NOT OLD."issued_at" OR NEW."issued_by_id" IS NOT OLD."issued_by_id" OR NEW."created_at" IS NOT OLD."created_at" BEGIN
  SELECT RAISE(ABORT, 'an issued document never changes');
END
;
CREATE TRIGGER documents_keep_delete BEFORE DELETE ON documents BEGIN
  SELECT RAISE(ABORT, 'an issued document is never deleted');
END
;
CREATE TRIGGER contracts_keep_update BEFORE UPDATE ON contracts WHEN NEW."id" IS NOT OLD."id" OR NEW."uid" IS NOT OLD."uid" OR NEW."ref" IS NOT OLD."ref" OR NEW."kind" IS NOT OLD."kind" OR NEW."request_id" IS NOT OLD."request_id" OR NEW."quote_id" IS NOT OLD."quote_id" OR NEW."client_id" IS NOT OLD."client_id" OR NEW."parent_id" IS NOT OLD."parent_id" OR NEW."rank" IS NOT OLD."rank" OR NEW."issued_on" IS NOT OLD."issued_on" OR NEW."at_distance" IS NOT OLD."at_distance" OR NEW."net_cents" IS NOT OLD."net_cents" OR NEW."vat_cents" IS NOT OLD."vat_cents" OR NEW."total_cents" IS NOT OLD."total_cents" OR NEW."body" IS NOT OLD."body" OR NEW."created_at" IS NOT OLD."created_at" BEGIN
  SELECT RAISE(ABORT, 'an issued agreement or contract keeps what it says');
END
;
CREATE TRIGGER contracts_keep_delete BEFORE DELETE ON contracts BEGIN
  SELECT RAISE(ABORT, 'an issued agreement or contract is never deleted');
END
;
CREATE TRIGGER blobs_keep_update BEFORE UPDATE ON blobs BEGIN
  SELECT RAISE(ABORT, 'bytes kept by hash never change');
END
;
CREATE TRIGGER requests_fts_insert AFTER INSERT ON requests BEGIN
  INSERT INTO requests_fts(rowid, search_text) VALUES (NEW.id, NEW.search_text);
END
;
CREATE TRIGGER requests_fts_delete AFTER DELETE ON requests BEGIN
  INSERT INTO requests_fts(requests_fts, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
END
;
CREATE TRIGGER requests_fts_update AFTER UPDATE ON requests
WHEN OLD.search_text IS NOT NEW.search_text OR OLD.id IS NOT NEW.id BEGIN
  INSERT INTO requests_fts(requests_fts, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
  INSERT INTO requests_fts(rowid, search_text) VALUES (NEW.id, NEW.search_text);
END
;
