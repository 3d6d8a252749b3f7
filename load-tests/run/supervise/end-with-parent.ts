/* Preloaded (`--import`) into the server under load: when the runner is killed, nobody else would end it. */

process.on('disconnect', () => process.exit(1));
process.channel?.unref();
