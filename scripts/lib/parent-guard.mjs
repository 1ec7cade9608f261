// Loaded into every supervised program: when the supervisor dies, even by kill -9, its end of this channel closes and
// the program ends itself the way it was meant to be ended.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
