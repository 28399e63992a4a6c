// Loaded into the services that the hostile run starts: at SIGUSR2 all garbage is collected and one line says what memory is left.
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, rss, external } = process.memoryUsage()
  process.stdout.write(`${JSON.stringify({ settled: true, heapUsed, rss, external })}\n`)
})
