CREATE TABLE alembic_version (
  version_num VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_alembic_version PRIMARY KEY (version_num)
)
;
CREATE TABLE blobs (
  sha256 VARCHAR COLLATE "C" NOT NULL,
  size BIGINT NOT NULL,
  media VARCHAR COLLATE "C" NOT NULL,
  bytes BYTEA NOT NULL,
  CONSTRAINT pk_blobs PRIMARY KEY (sha256),
  CONSTRAINT ck_blobs_sha256_length CHECK (length(sha256) = 64)
)
;
CREATE TABLE clients (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  name VARCHAR COLLATE "C" NOT NULL,
  legal_form VARCHAR COLLATE "C",
  siret VARCHAR COLLATE "C",
  siren VARCHAR COLLATE "C",
  vat_number VARCHAR COLLATE "C",
  territory VARCHAR COLLATE "C" NOT NULL,
  school_zone VARCHAR COLLATE "C",
  street VARCHAR COLLATE "C",
  postcode VARCHAR COLLATE "C",
  city VARCHAR COLLATE "C",
  country VARCHAR COLLATE "C" NOT NULL,
  billing VARCHAR COLLATE "C" NOT NULL,
  public_codes VARCHAR COLLATE "C" NOT NULL,
  memberships VARCHAR COLLATE "C" NOT NULL,
  agreed_prices VARCHAR COLLATE "C" NOT NULL,
  closures VARCHAR COLLATE "C" NOT NULL,
  language VARCHAR COLLATE "C" NOT NULL,
  external_ref VARCHAR COLLATE "C",
  note VARCHAR COLLATE "C",
  merged_into_id BIGINT,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_clients PRIMARY KEY (id),
  CONSTRAINT uq_clients_uid UNIQUE (uid),
  CONSTRAINT uq_clients_ref UNIQUE (ref),
  CONSTRAINT uq_clients_external_ref UNIQUE (external_ref),
  CONSTRAINT fk_clients_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES clients (id),
  CONSTRAINT ck_clients_kind_known CHECK (kind IN ('company', 'association', 'public', 'individual')),
  CONSTRAINT ck_clients_language_known CHECK (language IN ('fr', 'en'))
)
;
CREATE TABLE counters (
  series VARCHAR COLLATE "C" NOT NULL,
  value BIGINT NOT NULL,
  last_on VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_counters PRIMARY KEY (series),
  CONSTRAINT ck_counters_value_positive CHECK (value > 0)
)
;
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
CREATE TABLE funders (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  name VARCHAR COLLATE "C" NOT NULL,
  siret VARCHAR COLLATE "C",
  kind VARCHAR COLLATE "C",
  street VARCHAR COLLATE "C",
  postcode VARCHAR COLLATE "C",
  city VARCHAR COLLATE "C",
  external_ref VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_funders PRIMARY KEY (id),
  CONSTRAINT uq_funders_uid UNIQUE (uid),
  CONSTRAINT uq_funders_ref UNIQUE (ref),
  CONSTRAINT uq_funders_external_ref UNIQUE (external_ref)
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
CREATE TABLE idempotency (
  id BIGSERIAL NOT NULL,
  key VARCHAR COLLATE "C" NOT NULL,
  act VARCHAR COLLATE "C" NOT NULL,
  subject_uid VARCHAR COLLATE "C",
  result VARCHAR COLLATE "C" NOT NULL,
  recorded_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_idempotency PRIMARY KEY (id),
  CONSTRAINT uq_idempotency_key UNIQUE (key)
)
;
CREATE TABLE meta (
  key VARCHAR COLLATE "C" NOT NULL,
  value VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_meta PRIMARY KEY (key)
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
CREATE TABLE programmes (
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
  CONSTRAINT pk_programmes PRIMARY KEY (id),
  CONSTRAINT uq_programmes_ref_version_no UNIQUE (ref, version_no),
  CONSTRAINT uq_programmes_uid UNIQUE (uid),
  CONSTRAINT ck_programmes_state_known CHECK (state IN ('draft', 'published', 'retired'))
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
CREATE TABLE trainers (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  first_name VARCHAR COLLATE "C",
  name VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  company VARCHAR COLLATE "C",
  siret VARCHAR COLLATE "C",
  nda VARCHAR COLLATE "C",
  day_cost_cents BIGINT,
  town VARCHAR COLLATE "C",
  qualification VARCHAR COLLATE "C",
  email VARCHAR COLLATE "C",
  phone VARCHAR COLLATE "C",
  skills VARCHAR COLLATE "C" NOT NULL,
  unavailability VARCHAR COLLATE "C" NOT NULL,
  max_days_week BIGINT,
  max_days_row BIGINT,
  papers VARCHAR COLLATE "C" NOT NULL,
  external_ref VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_trainers PRIMARY KEY (id),
  CONSTRAINT uq_trainers_uid UNIQUE (uid),
  CONSTRAINT uq_trainers_ref UNIQUE (ref),
  CONSTRAINT uq_trainers_external_ref UNIQUE (external_ref),
  CONSTRAINT ck_trainers_kind_known CHECK (kind IN ('employee', 'subcontractor'))
)
;
CREATE TABLE users (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  name VARCHAR COLLATE "C" NOT NULL,
  initials VARCHAR COLLATE "C" NOT NULL,
  role VARCHAR COLLATE "C" NOT NULL,
  email VARCHAR COLLATE "C",
  phone VARCHAR COLLATE "C",
  login VARCHAR COLLATE "C",
  external_ref VARCHAR COLLATE "C",
  deputy_id BIGINT,
  absences VARCHAR COLLATE "C" NOT NULL,
  active BIGINT NOT NULL,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_users PRIMARY KEY (id),
  CONSTRAINT uq_users_uid UNIQUE (uid),
  CONSTRAINT uq_users_ref UNIQUE (ref),
  CONSTRAINT uq_users_login UNIQUE (login),
  CONSTRAINT uq_users_external_ref UNIQUE (external_ref),
  CONSTRAINT fk_users_deputy_id FOREIGN KEY(deputy_id) REFERENCES users (id),
  CONSTRAINT ck_users_role_known CHECK (role IN ('administrator', 'planner', 'accountant', 'manager')),
  CONSTRAINT ck_users_active_known CHECK (active IN (0, 1))
)
;
CREATE TABLE contacts (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  client_id BIGINT,
  funder_id BIGINT,
  first_name VARCHAR COLLATE "C",
  name VARCHAR COLLATE "C" NOT NULL,
  role VARCHAR COLLATE "C",
  email VARCHAR COLLATE "C",
  phone VARCHAR COLLATE "C",
  external_ref VARCHAR COLLATE "C",
  merged_into_id BIGINT,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_contacts PRIMARY KEY (id),
  CONSTRAINT uq_contacts_uid UNIQUE (uid),
  CONSTRAINT uq_contacts_ref UNIQUE (ref),
  CONSTRAINT fk_contacts_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_contacts_funder_id FOREIGN KEY(funder_id) REFERENCES funders (id),
  CONSTRAINT uq_contacts_external_ref UNIQUE (external_ref),
  CONSTRAINT fk_contacts_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES contacts (id)
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
CREATE TABLE journal (
  seq BIGINT NOT NULL,
  occurred_at VARCHAR COLLATE "C" NOT NULL,
  recorded_at VARCHAR COLLATE "C" NOT NULL,
  actor_id BIGINT,
  act VARCHAR COLLATE "C" NOT NULL,
  subject_uid VARCHAR COLLATE "C" NOT NULL,
  subject_ref VARCHAR COLLATE "C",
  payload VARCHAR COLLATE "C",
  payload_hash VARCHAR COLLATE "C" NOT NULL,
  seals VARCHAR COLLATE "C" NOT NULL,
  previous_hash VARCHAR COLLATE "C" NOT NULL,
  hash VARCHAR COLLATE "C" NOT NULL,
  hash_version BIGINT NOT NULL,
  CONSTRAINT pk_journal PRIMARY KEY (seq),
  CONSTRAINT fk_journal_actor_id FOREIGN KEY(actor_id) REFERENCES users (id),
  CONSTRAINT uq_journal_hash UNIQUE (hash)
)
;
CREATE TABLE participants (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  first_name VARCHAR COLLATE "C",
  name VARCHAR COLLATE "C" NOT NULL,
  client_id BIGINT,
  employer VARCHAR COLLATE "C",
  function VARCHAR COLLATE "C",
  email VARCHAR COLLATE "C",
  status_category VARCHAR COLLATE "C",
  external_ref VARCHAR COLLATE "C",
  merged_into_id BIGINT,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_participants PRIMARY KEY (id),
  CONSTRAINT uq_participants_uid UNIQUE (uid),
  CONSTRAINT uq_participants_ref UNIQUE (ref),
  CONSTRAINT fk_participants_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT uq_participants_external_ref UNIQUE (external_ref),
  CONSTRAINT fk_participants_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES participants (id)
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
CREATE TABLE settings (
  id BIGSERIAL NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  sha256 VARCHAR COLLATE "C" NOT NULL,
  applied_at VARCHAR COLLATE "C" NOT NULL,
  occurred_at VARCHAR COLLATE "C" NOT NULL,
  actor_id BIGINT,
  CONSTRAINT pk_settings PRIMARY KEY (id),
  CONSTRAINT fk_settings_actor_id FOREIGN KEY(actor_id) REFERENCES users (id)
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
CREATE TABLE venues (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  name VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  client_id BIGINT,
  street VARCHAR COLLATE "C",
  postcode VARCHAR COLLATE "C",
  city VARCHAR COLLATE "C",
  town VARCHAR COLLATE "C",
  territory VARCHAR COLLATE "C" NOT NULL,
  zone VARCHAR COLLATE "C" NOT NULL,
  capacity BIGINT,
  accessibility VARCHAR COLLATE "C",
  link VARCHAR COLLATE "C",
  external_ref VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_venues PRIMARY KEY (id),
  CONSTRAINT uq_venues_uid UNIQUE (uid),
  CONSTRAINT uq_venues_ref UNIQUE (ref),
  CONSTRAINT fk_venues_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT uq_venues_external_ref UNIQUE (external_ref),
  CONSTRAINT ck_venues_kind_known CHECK (kind IN ('client', 'own', 'hired', 'remote', 'town'))
)
;
CREATE TABLE requests (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  stage VARCHAR COLLATE "C" NOT NULL,
  client_id BIGINT,
  beneficiary_id BIGINT,
  our_role VARCHAR COLLATE "C" NOT NULL,
  contact_id BIGINT,
  channel VARCHAR COLLATE "C",
  received_at VARCHAR COLLATE "C" NOT NULL,
  topic VARCHAR COLLATE "C" NOT NULL,
  headcount_min BIGINT,
  headcount_max BIGINT,
  groups BIGINT NOT NULL,
  owner_id BIGINT,
  waiting_for VARCHAR COLLATE "C",
  chase_on VARCHAR COLLATE "C",
  submission_at VARCHAR COLLATE "C",
  zone VARCHAR COLLATE "C" NOT NULL,
  territory VARCHAR COLLATE "C" NOT NULL,
  external_ref VARCHAR COLLATE "C",
  details VARCHAR COLLATE "C" NOT NULL,
  skipped VARCHAR COLLATE "C" NOT NULL,
  ended VARCHAR COLLATE "C",
  client_sort VARCHAR COLLATE "C" NOT NULL,
  due_sort VARCHAR COLLATE "C" NOT NULL,
  due_target_on VARCHAR COLLATE "C",
  due_on VARCHAR COLLATE "C",
  due_soon_at VARCHAR COLLATE "C",
  due_suspended BIGINT NOT NULL,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_requests PRIMARY KEY (id),
  CONSTRAINT uq_requests_uid UNIQUE (uid),
  CONSTRAINT uq_requests_ref UNIQUE (ref),
  CONSTRAINT fk_requests_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT fk_requests_beneficiary_id FOREIGN KEY(beneficiary_id) REFERENCES clients (id),
  CONSTRAINT fk_requests_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
  CONSTRAINT fk_requests_owner_id FOREIGN KEY(owner_id) REFERENCES users (id),
  CONSTRAINT uq_requests_external_ref UNIQUE (external_ref),
  CONSTRAINT ck_requests_kind_known CHECK (kind IN ('intra', 'procedure', 'inter', 'own_session')),
  CONSTRAINT ck_requests_stage_known CHECK (stage IN ('received', 'acknowledged', 'analysing', 'drafting', 'offered', 'accepted', 'closed', 'declined', 'withdrawn', 'expired')),
  CONSTRAINT ck_requests_our_role_known CHECK (our_role IN ('own', 'subcontractor', 'partner')),
  CONSTRAINT ck_requests_waiting_for_known CHECK (waiting_for IN ('us', 'client', 'funder', 'trainer')),
  CONSTRAINT ck_requests_due_suspended_known CHECK (due_suspended IN (0, 1))
)
;
CREATE TABLE tombstones (
  id BIGSERIAL NOT NULL,
  journal_seq BIGINT NOT NULL,
  reason VARCHAR COLLATE "C" NOT NULL,
  purged_at VARCHAR COLLATE "C" NOT NULL,
  actor_id BIGINT,
  CONSTRAINT pk_tombstones PRIMARY KEY (id),
  CONSTRAINT uq_tombstones_journal_seq UNIQUE (journal_seq),
  CONSTRAINT fk_tombstones_journal_seq FOREIGN KEY(journal_seq) REFERENCES journal (seq),
  CONSTRAINT fk_tombstones_actor_id FOREIGN KEY(actor_id) REFERENCES users (id)
)
;
CREATE TABLE undo_steps (
  id BIGSERIAL NOT NULL,
  actor_id BIGINT,
  journal_seq BIGINT NOT NULL,
  act VARCHAR COLLATE "C" NOT NULL,
  command VARCHAR COLLATE "C" NOT NULL,
  done_at VARCHAR COLLATE "C",
  CONSTRAINT pk_undo_steps PRIMARY KEY (id),
  CONSTRAINT fk_undo_steps_actor_id FOREIGN KEY(actor_id) REFERENCES users (id),
  CONSTRAINT fk_undo_steps_journal_seq FOREIGN KEY(journal_seq) REFERENCES journal (seq)
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
CREATE TABLE groups (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  request_id BIGINT NOT NULL,
  name VARCHAR COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  headcount_included BIGINT,
  teaching_max BIGINT,
  external_ref VARCHAR COLLATE "C",
  details VARCHAR COLLATE "C" NOT NULL,
  minimum BIGINT,
  decide_on VARCHAR COLLATE "C",
  closes_before VARCHAR COLLATE "C",
  closes_at VARCHAR COLLATE "C",
  closes_on VARCHAR COLLATE "C",
  closes_length VARCHAR COLLATE "C",
  after_closing VARCHAR COLLATE "C" NOT NULL,
  decision VARCHAR COLLATE "C",
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_groups PRIMARY KEY (id),
  CONSTRAINT uq_groups_uid UNIQUE (uid),
  CONSTRAINT uq_groups_ref UNIQUE (ref),
  CONSTRAINT fk_groups_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT uq_groups_external_ref UNIQUE (external_ref),
  CONSTRAINT ck_groups_after_closing_known CHECK (after_closing IN ('reason', 'waiting', 'refused')),
  CONSTRAINT ck_groups_decision_known CHECK (decision IN ('confirmed', 'postponed', 'merged', 'repriced'))
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
CREATE TABLE quotes (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  number VARCHAR COLLATE "C",
  idx BIGINT,
  version_no BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  client_id BIGINT,
  variant VARCHAR COLLATE "C",
  title VARCHAR COLLATE "C" NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  language VARCHAR COLLATE "C" NOT NULL,
  issued_on VARCHAR COLLATE "C",
  issued_at VARCHAR COLLATE "C",
  valid_until VARCHAR COLLATE "C",
  net_cents BIGINT NOT NULL,
  vat_cents BIGINT NOT NULL,
  total_cents BIGINT NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  acceptance VARCHAR COLLATE "C",
  subject_to_funding BIGINT NOT NULL,
  search_text VARCHAR COLLATE "C" NOT NULL,
  sort_key VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_quotes PRIMARY KEY (id),
  CONSTRAINT uq_quotes_number_idx UNIQUE (number, idx),
  CONSTRAINT uq_quotes_uid UNIQUE (uid),
  CONSTRAINT fk_quotes_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_quotes_client_id FOREIGN KEY(client_id) REFERENCES clients (id),
  CONSTRAINT ck_quotes_state_known CHECK (state IN ('draft', 'issued', 'accepted', 'refused', 'expired', 'withdrawn', 'superseded')),
  CONSTRAINT ck_quotes_language_known CHECK (language IN ('fr', 'en')),
  CONSTRAINT ck_quotes_subject_to_funding_known CHECK (subject_to_funding IN (0, 1))
)
;
CREATE TABLE request_modules (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  label VARCHAR COLLATE "C" NOT NULL,
  title VARCHAR COLLATE "C" NOT NULL,
  programme_ref VARCHAR COLLATE "C",
  programme_version BIGINT,
  alternative BIGINT NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_request_modules PRIMARY KEY (id),
  CONSTRAINT uq_request_modules_uid UNIQUE (uid),
  CONSTRAINT fk_request_modules_request_id FOREIGN KEY(request_id) REFERENCES requests (id)
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
CREATE TABLE documents (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  number VARCHAR COLLATE "C",
  version_no BIGINT NOT NULL,
  request_id BIGINT,
  quote_id BIGINT,
  subject_uid VARCHAR COLLATE "C",
  sheet_format VARCHAR COLLATE "C" NOT NULL,
  sheet VARCHAR COLLATE "C" NOT NULL,
  fingerprint VARCHAR COLLATE "C" NOT NULL,
  sha256 VARCHAR COLLATE "C" NOT NULL,
  file_name VARCHAR COLLATE "C" NOT NULL,
  path VARCHAR COLLATE "C",
  issued_at VARCHAR COLLATE "C" NOT NULL,
  issued_by_id BIGINT,
  replaced_by_id BIGINT,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_documents PRIMARY KEY (id),
  CONSTRAINT uq_documents_uid UNIQUE (uid),
  CONSTRAINT fk_documents_request_id FOREIGN KEY(request_id) REFERENCES requests (id),
  CONSTRAINT fk_documents_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT fk_documents_sha256 FOREIGN KEY(sha256) REFERENCES blobs (sha256),
  CONSTRAINT fk_documents_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES users (id),
  CONSTRAINT fk_documents_replaced_by_id FOREIGN KEY(replaced_by_id) REFERENCES documents (id),
  CONSTRAINT ck_documents_kind_known CHECK (kind IN ('quote', 'proposal', 'agreement', 'contract', 'amendment', 'attendance_sheet', 'programme_sheet', 'acknowledgement', 'calendar_options', 'questionnaire', 'order_acknowledgement'))
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
CREATE TABLE enrolments (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  group_id BIGINT NOT NULL,
  participant_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  payer VARCHAR COLLATE "C",
  details VARCHAR COLLATE "C" NOT NULL,
  payer_client_id BIGINT,
  payer_funder_id BIGINT,
  waiting_rank BIGINT,
  since VARCHAR COLLATE "C",
  until VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_enrolments PRIMARY KEY (id),
  CONSTRAINT uq_enrolments_group_id_participant_id UNIQUE (group_id, participant_id),
  CONSTRAINT uq_enrolments_uid UNIQUE (uid),
  CONSTRAINT fk_enrolments_group_id FOREIGN KEY(group_id) REFERENCES groups (id),
  CONSTRAINT fk_enrolments_participant_id FOREIGN KEY(participant_id) REFERENCES participants (id),
  CONSTRAINT fk_enrolments_payer_client_id FOREIGN KEY(payer_client_id) REFERENCES clients (id),
  CONSTRAINT fk_enrolments_payer_funder_id FOREIGN KEY(payer_funder_id) REFERENCES funders (id),
  CONSTRAINT ck_enrolments_state_known CHECK (state IN ('candidate', 'admitted', 'waiting', 'refused', 'enrolled', 'withdrawn', 'replaced'))
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
CREATE TABLE instalments (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  label VARCHAR COLLATE "C" NOT NULL,
  trigger VARCHAR COLLATE "C" NOT NULL,
  offset_days BIGINT NOT NULL,
  at VARCHAR COLLATE "C",
  module_position BIGINT,
  payer VARCHAR COLLATE "C",
  share_bp BIGINT,
  fixed_cents BIGINT,
  amount_cents BIGINT NOT NULL,
  due_on VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_instalments PRIMARY KEY (id),
  CONSTRAINT uq_instalments_quote_id_position UNIQUE (quote_id, position),
  CONSTRAINT uq_instalments_uid UNIQUE (uid),
  CONSTRAINT fk_instalments_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
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
CREATE TABLE quote_lines (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  section VARCHAR COLLATE "C",
  label VARCHAR COLLATE "C" NOT NULL,
  detail VARCHAR COLLATE "C",
  quantity_e4 BIGINT NOT NULL,
  unit VARCHAR COLLATE "C",
  unit_micro BIGINT NOT NULL,
  discount_bp BIGINT NOT NULL,
  optional BIGINT NOT NULL,
  nature VARCHAR COLLATE "C" NOT NULL,
  vat VARCHAR COLLATE "C" NOT NULL,
  rule VARCHAR COLLATE "C",
  net_cents BIGINT NOT NULL,
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_quote_lines PRIMARY KEY (id),
  CONSTRAINT uq_quote_lines_quote_id_position UNIQUE (quote_id, position),
  CONSTRAINT uq_quote_lines_uid UNIQUE (uid),
  CONSTRAINT fk_quote_lines_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id),
  CONSTRAINT ck_quote_lines_optional_known CHECK (optional IN (0, 1))
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
CREATE TABLE slots (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  request_id BIGINT NOT NULL,
  module_id BIGINT NOT NULL,
  copy BIGINT NOT NULL,
  group_id BIGINT,
  alternative BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  day VARCHAR COLLATE "C",
  start VARCHAR COLLATE "C",
  finish VARCHAR COLLATE "C",
  zone VARCHAR COLLATE "C" NOT NULL,
  starts_at VARCHAR COLLATE "C",
  ends_at VARCHAR COLLATE "C",
  window_from VARCHAR COLLATE "C",
  window_to VARCHAR COLLATE "C",
  minutes BIGINT NOT NULL,
  counts BIGINT NOT NULL,
  mode VARCHAR COLLATE "C" NOT NULL,
  time VARCHAR COLLATE "C" NOT NULL,
  with_whom VARCHAR COLLATE "C" NOT NULL,
  supervision VARCHAR COLLATE "C" NOT NULL,
  nature VARCHAR COLLATE "C" NOT NULL,
  venue_id BIGINT,
  client_answer VARCHAR COLLATE "C" NOT NULL,
  venue_answer VARCHAR COLLATE "C" NOT NULL,
  hold_until VARCHAR COLLATE "C",
  option VARCHAR COLLATE "C",
  broken VARCHAR COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  note VARCHAR COLLATE "C",
  external_ref VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
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
CREATE TABLE slot_pasts (
  id BIGSERIAL NOT NULL,
  slot_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  day VARCHAR COLLATE "C",
  start VARCHAR COLLATE "C",
  finish VARCHAR COLLATE "C",
  zone VARCHAR COLLATE "C" NOT NULL,
  venue_id BIGINT,
  trainers VARCHAR COLLATE "C" NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  left_at VARCHAR COLLATE "C" NOT NULL,
  reason VARCHAR COLLATE "C",
  CONSTRAINT pk_slot_pasts PRIMARY KEY (id),
  CONSTRAINT uq_slot_pasts_slot_id_position UNIQUE (slot_id, position),
  CONSTRAINT fk_slot_pasts_slot_id FOREIGN KEY(slot_id) REFERENCES slots (id),
  CONSTRAINT fk_slot_pasts_venue_id FOREIGN KEY(venue_id) REFERENCES venues (id),
  CONSTRAINT ck_slot_pasts_state_known CHECK (state IN ('to_plan', 'proposed', 'held', 'confirmed', 'done', 'cancelled', 'moved'))
)
;
CREATE TABLE slot_trainers (
  id BIGSERIAL NOT NULL,
  uid VARCHAR COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  slot_id BIGINT NOT NULL,
  trainer_id BIGINT NOT NULL,
  role VARCHAR COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  teaches BIGINT NOT NULL,
  signs BIGINT NOT NULL,
  costs BIGINT NOT NULL,
  answer VARCHAR COLLATE "C" NOT NULL,
  answer_until VARCHAR COLLATE "C",
  created_at VARCHAR COLLATE "C" NOT NULL,
  updated_at VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_slot_trainers PRIMARY KEY (id),
  CONSTRAINT uq_slot_trainers_slot_id_trainer_id UNIQUE (slot_id, trainer_id),
  CONSTRAINT uq_slot_trainers_uid UNIQUE (uid),
  CONSTRAINT fk_slot_trainers_slot_id FOREIGN KEY(slot_id) REFERENCES slots (id),
  CONSTRAINT fk_slot_trainers_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainers (id),
  CONSTRAINT ck_slot_trainers_teaches_known CHECK (teaches IN (0, 1)),
  CONSTRAINT ck_slot_trainers_signs_known CHECK (signs IN (0, 1)),
  CONSTRAINT ck_slot_trainers_costs_known CHECK (costs IN (0, 1)),
  CONSTRAINT ck_slot_trainers_answer_known CHECK (answer IN ('not_asked', 'asked', 'yes', 'no'))
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
CREATE INDEX ix_clients_merged_into_id ON clients (merged_into_id)
;
CREATE INDEX ix_clients_siren ON clients (siren)
;
CREATE INDEX ix_clients_siret ON clients (siret)
;
CREATE INDEX ix_clients_sort_key_id ON clients (sort_key, id)
;
CREATE INDEX ix_frameworks_sort_key_id ON frameworks (sort_key, id)
;
CREATE INDEX ix_funders_sort_key_id ON funders (sort_key, id)
;
CREATE INDEX ix_house_texts_sort_key_id ON house_texts (sort_key, id)
;
CREATE INDEX ix_methods_sort_key_id ON methods (sort_key, id)
;
CREATE INDEX ix_pathways_sort_key_id ON pathways (sort_key, id)
;
CREATE INDEX ix_programmes_sort_key_id ON programmes (sort_key, id)
;
CREATE INDEX ix_questionnaires_sort_key_id ON questionnaires (sort_key, id)
;
CREATE INDEX ix_rate_cards_sort_key_id ON rate_cards (sort_key, id)
;
CREATE INDEX ix_task_templates_sort_key_id ON task_templates (sort_key, id)
;
CREATE INDEX ix_trainers_sort_key_id ON trainers (sort_key, id)
;
CREATE INDEX ix_users_deputy_id ON users (deputy_id)
;
CREATE INDEX ix_users_sort_key_id ON users (sort_key, id)
;
CREATE INDEX ix_contacts_client_id ON contacts (client_id)
;
CREATE INDEX ix_contacts_funder_id ON contacts (funder_id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_contacts_sort_key_id ON contacts (sort_key, id)
;
CREATE INDEX ix_framework_lines_framework_id_position ON framework_lines (framework_id, position)
;
CREATE INDEX ix_journal_act_seq ON journal (act, seq)
;
CREATE INDEX ix_journal_actor_id ON journal (actor_id)
;
CREATE INDEX ix_journal_subject_uid_seq ON journal (subject_uid, seq)
;
CREATE INDEX ix_participants_client_id ON participants (client_id)
;
CREATE INDEX ix_participants_merged_into_id ON participants (merged_into_id)
;
CREATE INDEX ix_participants_sort_key_id ON participants (sort_key, id)
;
CREATE INDEX ix_questionnaire_questions_questionnaire_id_position ON questionnaire_questions (questionnaire_id, position)
;
CREATE INDEX ix_rate_card_lines_card_id_position ON rate_card_lines (card_id, position)
;
CREATE INDEX ix_settings_actor_id ON settings (actor_id)
;
CREATE INDEX ix_task_template_lines_template_id_position ON task_template_lines (template_id, position)
;
CREATE INDEX ix_venues_client_id ON venues (client_id)
;
CREATE INDEX ix_venues_sort_key_id ON venues (sort_key, id)
;
CREATE INDEX ix_requests_beneficiary_id ON requests (beneficiary_id)
;
CREATE INDEX ix_requests_chase_on ON requests (chase_on)
;
CREATE INDEX ix_requests_client_id ON requests (client_id)
;
CREATE INDEX ix_requests_client_sort_id ON requests (client_sort, id)
;
CREATE INDEX ix_requests_contact_id ON requests (contact_id)
;
CREATE INDEX ix_requests_due_sort_id ON requests (due_sort, id)
;
CREATE INDEX ix_requests_due_suspended_due_sort_id ON requests (due_suspended, due_sort, id)
;
CREATE INDEX ix_requests_kind_received_at_id ON requests (kind, received_at, id)
;
CREATE INDEX ix_requests_owner_id_received_at_id ON requests (owner_id, received_at, id)
;
CREATE INDEX ix_requests_received_at_id ON requests (received_at, id)
;
CREATE INDEX ix_requests_sort_key_id ON requests (sort_key, id)
;
CREATE INDEX ix_requests_stage_received_at_id ON requests (stage, received_at, id)
;
CREATE INDEX ix_requests_stage_waiting_for_received_at_id ON requests (stage, waiting_for, received_at, id)
;
CREATE INDEX ix_requests_waiting_for_received_at_id ON requests (waiting_for, received_at, id)
;
CREATE INDEX ix_tombstones_actor_id ON tombstones (actor_id)
;
CREATE INDEX ix_undo_steps_actor_id_done_at_journal_seq ON undo_steps (actor_id, done_at, journal_seq)
;
CREATE INDEX ix_undo_steps_journal_seq ON undo_steps (journal_seq)
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
CREATE INDEX ix_funding_payers_client_id ON funding_payers (client_id)
;
CREATE INDEX ix_funding_payers_funder_id ON funding_payers (funder_id)
;
CREATE INDEX ix_groups_request_id_position ON groups (request_id, position)
;
CREATE INDEX ix_groups_sort_key_id ON groups (sort_key, id)
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
CREATE INDEX ix_quotes_client_id ON quotes (client_id)
;
CREATE INDEX ix_quotes_issued_on_id ON quotes (issued_on, id)
;
CREATE INDEX ix_quotes_request_id ON quotes (request_id)
;
CREATE INDEX ix_quotes_sort_key_id ON quotes (sort_key, id)
;
CREATE INDEX ix_quotes_state_id ON quotes (state, id)
;
CREATE INDEX ix_quotes_valid_until_id ON quotes (valid_until, id)
;
CREATE INDEX ix_request_modules_request_id_position ON request_modules (request_id, position)
;
CREATE INDEX ix_adaptations_module_id ON adaptations (module_id)
;
CREATE INDEX ix_adaptations_recorded_by_id ON adaptations (recorded_by_id)
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
CREATE INDEX ix_enrolments_group_id_position ON enrolments (group_id, position)
;
CREATE INDEX ix_enrolments_participant_id ON enrolments (participant_id)
;
CREATE INDEX ix_enrolments_payer_client_id ON enrolments (payer_client_id)
;
CREATE INDEX ix_enrolments_payer_funder_id ON enrolments (payer_funder_id)
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
CREATE INDEX ix_slot_pasts_venue_id ON slot_pasts (venue_id)
;
CREATE INDEX ix_slot_trainers_trainer_id ON slot_trainers (trainer_id)
;
CREATE INDEX ix_option_trainers_trainer_id ON option_trainers (trainer_id)
;
CREATE FUNCTION journal_next() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) THEN RAISE EXCEPTION 'the journal has no gap' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION journal_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NOT (NEW.payload IS NULL AND OLD.payload IS NOT NULL AND EXISTS (SELECT 1 FROM tombstones WHERE journal_seq = OLD.seq)) OR NEW."seq" IS DISTINCT FROM OLD."seq" OR NEW."occurred_at" IS DISTINCT FROM OLD."occurred_at" OR NEW."recorded_at" IS DISTINCT FROM OLD."recorded_at" OR NEW."actor_id" IS DISTINCT FROM OLD."actor_id" OR NEW."act" IS DISTINCT FROM OLD."act" OR NEW."subject_uid" IS DISTINCT FROM OLD."subject_uid" OR NEW."subject_ref" IS DISTINCT FROM OLD."subject_ref" OR NEW."payload_hash" IS DISTINCT FROM OLD."payload_hash" OR NEW."seals" IS DISTINCT FROM OLD."seals" OR NEW."previous_hash" IS DISTINCT FROM OLD."previous_hash" OR NEW."hash" IS DISTINCT FROM OLD."hash" OR NEW."hash_version" IS DISTINCT FROM OLD."hash_version" THEN RAISE EXCEPTION 'the journal never changes' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION journal_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'the journal is never deleted' USING ERRCODE = 'BK001'; RETURN OLD; END$$
;
CREATE FUNCTION quotes_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW."id" IS DISTINCT FROM OLD."id" OR NEW."uid" IS DISTINCT FROM OLD."uid" OR NEW."number" IS DISTINCT FROM OLD."number" OR NEW."idx" IS DISTINCT FROM OLD."idx" OR NEW."version_no" IS DISTINCT FROM OLD."version_no" OR NEW."request_id" IS DISTINCT FROM OLD."request_id" OR NEW."client_id" IS DISTINCT FROM OLD."client_id" OR NEW."variant" IS DISTINCT FROM OLD."variant" OR NEW."title" IS DISTINCT FROM OLD."title" OR NEW."language" IS DISTINCT FROM OLD."language" OR NEW."issued_on" IS DISTINCT FROM OLD."issued_on" OR NEW."issued_at" IS DISTINCT FROM OLD."issued_at" OR NEW."net_cents" IS DISTINCT FROM OLD."net_cents" OR NEW."vat_cents" IS DISTINCT FROM OLD."vat_cents" OR NEW."total_cents" IS DISTINCT FROM OLD."total_cents" OR NEW."body" IS DISTINCT FROM OLD."body" OR NEW."created_at" IS DISTINCT FROM OLD."created_at") THEN RAISE EXCEPTION 'an issued quote keeps its figures and terms' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION quotes_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'an issued quote is never deleted' USING ERRCODE = 'BK001'; END IF; RETURN OLD; END$$
;
CREATE FUNCTION quote_lines_keep_insert() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft' THEN RAISE EXCEPTION 'an issued quote keeps its lines' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION quote_lines_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF ((SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' OR (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft') AND (NEW."id" IS DISTINCT FROM OLD."id" OR NEW."uid" IS DISTINCT FROM OLD."uid" OR NEW."version" IS DISTINCT FROM OLD."version" OR NEW."quote_id" IS DISTINCT FROM OLD."quote_id" OR NEW."position" IS DISTINCT FROM OLD."position" OR NEW."section" IS DISTINCT FROM OLD."section" OR NEW."label" IS DISTINCT FROM OLD."label" OR NEW."detail" IS DISTINCT FROM OLD."detail" OR NEW."quantity_e4" IS DISTINCT FROM OLD."quantity_e4" OR NEW."unit" IS DISTINCT FROM OLD."unit" OR NEW."unit_micro" IS DISTINCT FROM OLD."unit_micro" OR NEW."discount_bp" IS DISTINCT FROM OLD."discount_bp" OR NEW."optional" IS DISTINCT FROM OLD."optional" OR NEW."nature" IS DISTINCT FROM OLD."nature" OR NEW."vat" IS DISTINCT FROM OLD."vat" OR NEW."rule" IS DISTINCT FROM OLD."rule" OR NEW."net_cents" IS DISTINCT FROM OLD."net_cents" OR NEW."created_at" IS DISTINCT FROM OLD."created_at" OR NEW."updated_at" IS DISTINCT FROM OLD."updated_at") THEN RAISE EXCEPTION 'an issued quote keeps its lines' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION quote_lines_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF (SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' THEN RAISE EXCEPTION 'an issued quote keeps its lines' USING ERRCODE = 'BK001'; END IF; RETURN OLD; END$$
;
CREATE FUNCTION instalments_keep_insert() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft' THEN RAISE EXCEPTION 'an issued quote keeps its instalments' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION instalments_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF ((SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' OR (SELECT state FROM quotes WHERE id = NEW.quote_id) <> 'draft') AND (NEW."id" IS DISTINCT FROM OLD."id" OR NEW."uid" IS DISTINCT FROM OLD."uid" OR NEW."quote_id" IS DISTINCT FROM OLD."quote_id" OR NEW."position" IS DISTINCT FROM OLD."position" OR NEW."label" IS DISTINCT FROM OLD."label" OR NEW."trigger" IS DISTINCT FROM OLD."trigger" OR NEW."offset_days" IS DISTINCT FROM OLD."offset_days" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."module_position" IS DISTINCT FROM OLD."module_position" OR NEW."payer" IS DISTINCT FROM OLD."payer" OR NEW."share_bp" IS DISTINCT FROM OLD."share_bp" OR NEW."fixed_cents" IS DISTINCT FROM OLD."fixed_cents" OR NEW."amount_cents" IS DISTINCT FROM OLD."amount_cents" OR NEW."created_at" IS DISTINCT FROM OLD."created_at") THEN RAISE EXCEPTION 'an issued quote keeps its instalments' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION instalments_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF (SELECT state FROM quotes WHERE id = OLD.quote_id) <> 'draft' THEN RAISE EXCEPTION 'an issued quote keeps its instalments' USING ERRCODE = 'BK001'; END IF; RETURN OLD; END$$
;
CREATE FUNCTION documents_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW."id" IS DISTINCT FROM OLD."id" OR NEW."uid" IS DISTINCT FROM OLD."uid" OR NEW."kind" IS DISTINCT FROM OLD."kind" OR NEW."number" IS DISTINCT FROM OLD."number" OR NEW."version_no" IS DISTINCT FROM OLD."version_no" OR NEW."request_id" IS DISTINCT FROM OLD."request_id" OR NEW."quote_id" IS DISTINCT FROM OLD."quote_id" OR NEW."subject_uid" IS DISTINCT FROM OLD."subject_uid" OR NEW."sheet_format" IS DISTINCT FROM OLD."sheet_format" OR NEW."sheet" IS DISTINCT FROM OLD."sheet" OR NEW."fingerprint" IS DISTINCT FROM OLD."fingerprint" OR NEW."sha256" IS DISTINCT FROM OLD."sha256" OR NEW."file_name" IS DISTINCT FROM OLD."file_name" OR NEW."path" IS DISTINCT FROM OLD."path" OR NEW."issued_at" IS DISTINCT FROM OLD."issued_at" OR NEW."issued_by_id" IS DISTINCT FROM OLD."issued_by_id" OR NEW."created_at" IS DISTINCT FROM OLD."created_at" THEN RAISE EXCEPTION 'an issued document never changes' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION documents_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'an issued document is never deleted' USING ERRCODE = 'BK001'; RETURN OLD; END$$
;
CREATE FUNCTION contracts_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW."id" IS DISTINCT FROM OLD."id" OR NEW."uid" IS DISTINCT FROM OLD."uid" OR NEW."ref" IS DISTINCT FROM OLD."ref" OR NEW."kind" IS DISTINCT FROM OLD."kind" OR NEW."request_id" IS DISTINCT FROM OLD."request_id" OR NEW."quote_id" IS DISTINCT FROM OLD."quote_id" OR NEW."client_id" IS DISTINCT FROM OLD."client_id" OR NEW."parent_id" IS DISTINCT FROM OLD."parent_id" OR NEW."rank" IS DISTINCT FROM OLD."rank" OR NEW."issued_on" IS DISTINCT FROM OLD."issued_on" OR NEW."at_distance" IS DISTINCT FROM OLD."at_distance" OR NEW."net_cents" IS DISTINCT FROM OLD."net_cents" OR NEW."vat_cents" IS DISTINCT FROM OLD."vat_cents" OR NEW."total_cents" IS DISTINCT FROM OLD."total_cents" OR NEW."body" IS DISTINCT FROM OLD."body" OR NEW."created_at" IS DISTINCT FROM OLD."created_at" THEN RAISE EXCEPTION 'an issued agreement or contract keeps what it says' USING ERRCODE = 'BK001'; END IF; RETURN NEW; END$$
;
CREATE FUNCTION contracts_keep_delete() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'an issued agreement or contract is never deleted' USING ERRCODE = 'BK001'; RETURN OLD; END$$
;
CREATE FUNCTION blobs_keep_update() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'bytes kept by hash never change' USING ERRCODE = 'BK001'; RETURN NEW; END$$
;
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'BK001'; END$$
;
CREATE TRIGGER journal_next BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_next()
;
CREATE TRIGGER journal_keep_update BEFORE UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION journal_keep_update()
;
CREATE TRIGGER journal_keep_delete BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_keep_delete()
;
CREATE TRIGGER quotes_keep_update BEFORE UPDATE ON quotes FOR EACH ROW EXECUTE FUNCTION quotes_keep_update()
;
CREATE TRIGGER quotes_keep_delete BEFORE DELETE ON quotes FOR EACH ROW EXECUTE FUNCTION quotes_keep_delete()
;
CREATE TRIGGER quote_lines_keep_insert BEFORE INSERT ON quote_lines FOR EACH ROW EXECUTE FUNCTION quote_lines_keep_insert()
;
CREATE TRIGGER quote_lines_keep_update BEFORE UPDATE ON quote_lines FOR EACH ROW EXECUTE FUNCTION quote_lines_keep_update()
;
CREATE TRIGGER quote_lines_keep_delete BEFORE DELETE ON quote_lines FOR EACH ROW EXECUTE FUNCTION quote_lines_keep_delete()
;
CREATE TRIGGER instalments_keep_insert BEFORE INSERT ON instalments FOR EACH ROW EXECUTE FUNCTION instalments_keep_insert()
;
CREATE TRIGGER instalments_keep_update BEFORE UPDATE ON instalments FOR EACH ROW EXECUTE FUNCTION instalments_keep_update()
;
CREATE TRIGGER instalments_keep_delete BEFORE DELETE ON instalments FOR EACH ROW EXECUTE FUNCTION instalments_keep_delete()
;
CREATE TRIGGER documents_keep_update BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION documents_keep_update()
;
CREATE TRIGGER documents_keep_delete BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION documents_keep_delete()
;
CREATE TRIGGER contracts_keep_update BEFORE UPDATE ON contracts FOR EACH ROW EXECUTE FUNCTION contracts_keep_update()
;
CREATE TRIGGER contracts_keep_delete BEFORE DELETE ON contracts FOR EACH ROW EXECUTE FUNCTION contracts_keep_delete()
;
CREATE TRIGGER blobs_keep_update BEFORE UPDATE ON blobs FOR EACH ROW EXECUTE FUNCTION blobs_keep_update()
;
CREATE TRIGGER journal_keep_whole BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
CREATE TRIGGER documents_keep_whole BEFORE TRUNCATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
CREATE TRIGGER quotes_keep_whole BEFORE TRUNCATE ON quotes FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
CREATE TRIGGER quote_lines_keep_whole BEFORE TRUNCATE ON quote_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
CREATE TRIGGER instalments_keep_whole BEFORE TRUNCATE ON instalments FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
CREATE TRIGGER contracts_keep_whole BEFORE TRUNCATE ON contracts FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
CREATE TRIGGER blobs_keep_whole BEFORE TRUNCATE ON blobs FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()
;
