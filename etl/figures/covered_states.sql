SELECT DISTINCT c.scope, c.state_id FROM coverage c WHERE c.state_id IS NOT NULL;
