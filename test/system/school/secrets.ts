export const OWNER_TOKEN = 'jgo_the-owner-token-of-the-school-tests';
export const UPSTREAM_KEY = 'sk-proj-NobodysKeyForTheSchoolTests0123456789';
