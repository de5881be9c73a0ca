/* A reporter for Node's runner: one line of JSON for each test, suites that pass left out. */
export default async function* tests(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const status = data.skip !== undefined ? 'skip' : data.todo !== undefined ? 'todo' : type.slice(5);
    const suite = data.details.type === 'suite';
    if (!suite || status === 'skip') yield `${JSON.stringify({ name: data.name, status })}\n`;
  }
}
