/* Preloaded (`--import`) into the server under load. It ends the server when the runner is killed. */

process.on('disconnect', () => process.exit(1));
process.channel?.unref();
