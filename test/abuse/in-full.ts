/** Whether `npm run test:abuse` runs: every attack at its full length. `npm test` shortens them. */
export const IN_FULL = process.env['ABUSE'] === 'full';
