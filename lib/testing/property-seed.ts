import fc from 'fast-check'

// In CI the same cases each time, so that a red run speaks of the change and not of chance; elsewhere new ones with every run.
// A failing case is printed with its seed and path, and `fc.assert(…, { seed, path })` runs it again.
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 })
