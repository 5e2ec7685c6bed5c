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
CREATE TABLE task_templates (
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
  CONSTRAINT pk_task_templates PRIMARY KEY (id),
  CONSTRAINT uq_task_templates_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_task_templates_uid UNIQUE (uid),
  CONSTRAINT ck_task_templates_state_known CHECK (state IN ('draft', 'published', 'retired'))
)
;
CREATE TABLE task_template_lines (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  title VARCHAR COLLATE "C" NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_task_template_lines PRIMARY KEY (id),
  CONSTRAINT uq_task_template_lines_uid UNIQUE (uid),
  CONSTRAINT fk_task_template_lines_template_id FOREIGN KEY(template_id) REFERENCES task_templates (id)
)
;
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
CREATE TABLE journal_dossiers (
  seq BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  CONSTRAINT pk_journal_dossiers PRIMARY KEY (seq),
  CONSTRAINT fk_journal_dossiers_seq FOREIGN KEY(seq) REFERENCES journal (seq),
  CONSTRAINT fk_journal_dossiers_request_id FOREIGN KEY(request_id) REFERENCES requests (id) ON DELETE CASCADE
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
CREATE TABLE task_plans (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  source_ref VARCHAR COLLATE "C" NOT NULL,
  source_version BIGINT NOT NULL,
  started_on VARCHAR COLLATE "C",
  stopped BIGINT NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_task_plans PRIMARY KEY (id),
  CONSTRAINT uq_task_plans_request_id_kind_source_ref UNIQUE (request_id, kind, source_ref),
  CONSTRAINT uq_task_plans_uid UNIQUE (uid),
  CONSTRAINT fk_task_plans_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT ck_task_plans_kind_known CHECK (kind IN ('template', 'method')),
  CONSTRAINT ck_task_plans_stopped_known CHECK (stopped IN (0, 1))
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
CREATE TABLE tasks (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  plan_id BIGINT,
  line VARCHAR COLLATE "C",
  module_id BIGINT,
  group_id BIGINT,
  sequence BIGINT NOT NULL,
  title VARCHAR COLLATE "C" NOT NULL,
  due_date VARCHAR COLLATE "C",
  whom VARCHAR COLLATE "C" NOT NULL,
  user_id BIGINT,
  state VARCHAR COLLATE "C" NOT NULL,
  done_by VARCHAR COLLATE "C",
  expects VARCHAR COLLATE "C",
  expects_from VARCHAR COLLATE "C",
  blocks VARCHAR COLLATE "C" NOT NULL,
  by_hand VARCHAR COLLATE "C" NOT NULL,
  details VARCHAR COLLATE "C" NOT NULL,
  dropped VARCHAR COLLATE "C",
  received_on VARCHAR COLLATE "C",
  closed_at VARCHAR COLLATE "C",
  closed_by_id BIGINT,
  is_open BIGINT NOT NULL,
  due_order VARCHAR COLLATE "C" NOT NULL,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_tasks PRIMARY KEY (id),
  CONSTRAINT uq_tasks_request_id_sequence UNIQUE (request_id, sequence),
  CONSTRAINT uq_tasks_uid UNIQUE (uid),
  CONSTRAINT fk_tasks_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_tasks_plan_id FOREIGN KEY(plan_id) REFERENCES task_plans (id),
  CONSTRAINT fk_tasks_module_id FOREIGN KEY(module_id) REFERENCES request_modules (id),
  CONSTRAINT fk_tasks_group_id FOREIGN KEY(group_id) REFERENCES groups (id),
  CONSTRAINT fk_tasks_user_id FOREIGN KEY(user_id) REFERENCES users (id),
  CONSTRAINT fk_tasks_closed_by_id FOREIGN KEY(closed_by_id) REFERENCES users (id),
  CONSTRAINT ck_tasks_state_known CHECK (state IN ('to_do', 'to_receive', 'received', 'refused', 'done', 'accepted', 'dropped')),
  CONSTRAINT ck_tasks_expects_from_known CHECK (expects_from IN ('client', 'funder', 'trainer', 'participant')),
  CONSTRAINT ck_tasks_is_open_known CHECK (is_open IN (0, 1))
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
ALTER TABLE funders ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE funders ADD CONSTRAINT uq_funders_external_ref UNIQUE (external_ref)
;
ALTER TABLE users ADD COLUMN phone VARCHAR COLLATE "C"
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
ALTER TABLE slots ADD COLUMN broken VARCHAR COLLATE "C" NOT NULL DEFAULT '[]'
;
ALTER TABLE slots ALTER COLUMN "broken" DROP DEFAULT
;
ALTER TABLE slots ADD COLUMN external_ref VARCHAR COLLATE "C"
;
ALTER TABLE slots ADD CONSTRAINT uq_slots_external_ref UNIQUE (external_ref)
;
CREATE INDEX ix_methods_sort_key_id ON methods (sort_key, id)
;
CREATE INDEX ix_pathways_sort_key_id ON pathways (sort_key, id)
;
CREATE INDEX ix_task_templates_sort_key_id ON task_templates (sort_key, id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_task_template_lines_template_id_position ON task_template_lines (template_id, position)
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
CREATE INDEX ix_journal_dossiers_request_id_seq ON journal_dossiers (request_id, seq)
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
CREATE INDEX ix_calendar_options_quote_id ON calendar_options (quote_id)
;
CREATE INDEX ix_calendar_options_state_answer_by_id ON calendar_options (state, answer_by, id)
;
CREATE INDEX ix_calendar_options_state_hold_until_id ON calendar_options (state, hold_until, id)
;
CREATE INDEX ix_enrolments_payer_client_id ON enrolments (payer_client_id)
;
CREATE INDEX ix_enrolments_payer_funder_id ON enrolments (payer_funder_id)
;
CREATE INDEX ix_tasks_closed_by_id ON tasks (closed_by_id)
;
CREATE INDEX ix_tasks_due_order_id ON tasks (due_order, id)
;
CREATE INDEX ix_tasks_group_id ON tasks (group_id)
;
CREATE INDEX ix_tasks_module_id ON tasks (module_id)
;
CREATE INDEX ix_tasks_plan_id ON tasks (plan_id)
;
CREATE INDEX ix_tasks_sort_key_id ON tasks (sort_key, id)
;
CREATE INDEX ix_tasks_state_due_order_id ON tasks (state, due_order, id)
;
CREATE INDEX ix_tasks_today ON tasks (is_open, due_order, id, user_id, whom, request_id)
;
CREATE INDEX ix_tasks_user_id ON tasks (user_id)
;
CREATE INDEX ix_option_places_slot_id ON option_places (slot_id)
;
CREATE INDEX ix_option_places_starts_at ON option_places (starts_at)
;
CREATE INDEX ix_option_places_venue_id ON option_places (venue_id)
;
CREATE INDEX ix_option_trainers_trainer_id ON option_trainers (trainer_id)
;
