import fc from 'fast-check'

// The same cases each time, so that a red run speaks of the change and not of chance; PROPERTY_SEED=random tries new ones.
// A failing case is printed with its seed and path, and `fc.assert(…, { seed, path })` runs it again.
if (process.env.PROPERTY_SEED !== 'random') fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_121) })
