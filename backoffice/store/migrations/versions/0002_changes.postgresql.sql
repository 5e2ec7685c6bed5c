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
  CONSTRAINT ck_task_templates_state_known CHECK (state IN ('published', 'retired'))
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
CREATE INDEX ix_task_templates_sort_key_id ON task_templates (sort_key, id)
;
CREATE INDEX ix_contacts_merged_into_id ON contacts (merged_into_id)
;
CREATE INDEX ix_task_template_lines_template_id_position ON task_template_lines (template_id, position)
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
CREATE INDEX ix_tasks_is_open_due_order_id ON tasks (is_open, due_order, id)
;
CREATE INDEX ix_tasks_module_id ON tasks (module_id)
;
CREATE INDEX ix_tasks_plan_id ON tasks (plan_id)
;
CREATE INDEX ix_tasks_sort_key_id ON tasks (sort_key, id)
;
CREATE INDEX ix_tasks_state_due_order_id ON tasks (state, due_order, id)
;
CREATE INDEX ix_tasks_user_id ON tasks (user_id)
;
