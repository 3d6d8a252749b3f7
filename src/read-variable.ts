/** Reads one variable of the environment, whatever the host keeps it in. */
export type ReadVariable = (name: string) => string | undefined;
