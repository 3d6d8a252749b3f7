import type { Identity } from '../identity/identity.ts';

export const VISITOR: Identity = {
  instanceId: 'i-1',
  siteId: 'site-1',
  subjectType: 'VISITOR',
  audience: 'visitor',
};

export const OWNER: Identity = { ...VISITOR, subjectType: 'USER', audience: 'collaborator' };
