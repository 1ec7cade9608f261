// Loaded into every supervised program: when the supervisor dies, even by kill -9, its end of this channel closes and
// the program ends itself the way it was meant to be ended. A program's own children may inherit the flag that loads
// this, so it looks who started it.
if (process.channel && process.ppid === Number(process.env.SUPERVISOR_PID)) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
