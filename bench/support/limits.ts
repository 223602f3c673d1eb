// Where a floor is not met: what the profiler showed to be the limit. By the row's id; shown only while it is missed.

export const limits: Readonly<Record<string, string>> = {
  'manifests.get':
    'requests are answered by one thread, which at this rate has no time left (requests a second times the CPU of each ' +
    'is one core), while the peers use both cores and the load generator needs one. For the same CPU it answers as many ' +
    'more as the row below says. Of its time 15 % is the kernel’s, 15 % compiled JavaScript, and most of the rest the ' +
    'runtime’s own work on each request: building the answer and its headers alone is 16 %.',
  'manifests.head': 'as for GET: one thread is busy all of the time.',
  'push-blobs':
    'one thread receives the bytes and hashes them, and is busy all of the time (the rate times the CPU of a GiB is one ' +
    'core); the peers use both.',
  'blobs.http.cpu':
    "the bytes go from the page cache to the socket within the kernel (sendfile). Of the server's CPU in these pulls " +
    '98 % is the kernel’s, and nginx, which does nothing else, needs about as much for a GiB: less is not to be had on ' +
    'loopback.',
  'push-blobs.memory':
    'half of what a Go registry takes is less than the runtime takes at rest with the program loaded. A push adds some ' +
    '40 MB to that, which are chunks on their way: their memory is given back as soon as they are written.',
  'api.projects.p50':
    'each user is a member of every project here, and any of the pages is asked for: an answer counts what its reader may ' +
    'see and walks past the pages before it, about a third of a microsecond for each project.',
  ranges:
    'the runtime opens the file anew for each range and reads it in another thread. A server of one line that answers ' +
    'such ranges, and does nothing else, takes 25 µs of CPU for each; what names, rights and the database add is the rest.',
  'push-images.new':
    'nearly half of the CPU is spent within SQLite: each image is seven transactions, of which the ones that wait ' +
    'together share one commit, and a commit writes every page of every index that it touched.',
  'start.many':
    'two thirds of the time is the loading of the program and its libraries; with a busy processor it grows in proportion.',
  'memory.idle':
    'an empty program of this runtime takes about 40 MB; the rest is code, compiled as it is needed, and the libraries.',
}
