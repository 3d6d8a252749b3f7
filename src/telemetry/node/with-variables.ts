import { NODE } from '../otel/node-variables.ts';
import type { Variables } from '../otel/check-variables.ts';

/**
 * Runs `build` with these variables in `process.env`, because the SDK reads only from there. Unsets every other
 * checked variable. Restores the previous values.
 */
export function withVariables<T>(variables: Variables, build: () => T): T {
  const names = new Set([...NODE.rules.keys(), ...variables.keys()]);
  const before = [...names].map((name) => [name, process.env[name]] as const);
  for (const name of names) set(name, variables.get(name));
  try {
    return build();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
