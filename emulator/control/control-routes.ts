import { CALL_ROUTES } from './calls.ts';
import type { ControlRoute } from './control-route.ts';
import { FAULT_ROUTES } from './faults.ts';
import { INSTANCE_ROUTES } from './instances.ts';
import { SETTING_ROUTES } from './settings.ts';
import { TOKEN_ROUTES } from './tokens.ts';

/** All routes of the control API, in the order in which the index page lists them. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...TOKEN_ROUTES,
  ...FAULT_ROUTES,
  ...INSTANCE_ROUTES,
  ...CALL_ROUTES,
  ...SETTING_ROUTES,
];
