/** A version 4 GUID. `random` is a function like Math.random. */
export function randomGuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
    Math.floor(random() * (place === 'y' ? 4 : 16) + (place === 'y' ? 8 : 0)).toString(16),
  );
}
