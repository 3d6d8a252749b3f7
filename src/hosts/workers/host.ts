import type { Host } from '../../config.ts';

export const host: Host = 'workers';
