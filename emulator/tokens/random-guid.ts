/** A GUID (version 4) out of the given source of randomness, a function like Math.random. */
export function randomGuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
    Math.floor(random() * (place === 'y' ? 4 : 16) + (place === 'y' ? 8 : 0)).toString(16),
  );
}
