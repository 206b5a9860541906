SELECT s.state_id, s.name, s.region, s.kind FROM state s;
