// Writes what the installed programs are made of as CycloneDX 1.6 JSON: node tools/sbom.mjs FILE. It reads the lock files, licences from the packages themselves, and versions of
// Debian's packages from dpkg; it asks nobody else.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const shipped = ['runtime/Edge.Runtime', 'runtime/Edge.Inference', 'runtime/Edge.Mqtt', 'runtime/Edge.Releases', 'runtime/Edge.Contracts', 'runtime/Edge.Dicom', 'updater/Edge.Updater', 'tools/edgectl'];
const buildOnly = /Analyzers$/;
const run = (file, ...args) => {
  try {
    return execFileSync(file, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
};
const read = (path) => readFileSync(join(root, path), 'utf8');
const hex = (base64) => Buffer.from(base64, 'base64').toString('hex');
const licence = (id) => (id === undefined || id === '' ? [{ license: { name: 'not stated by its package' } }]
  : /\b(OR|AND|WITH)\b/.test(id) ? [{ expression: id }] : [{ license: /^[A-Za-z0-9.+-]+$/.test(id) ? { id } : { name: id } }]);

function nugetLicence(name, version) {
  const folder = join(process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages'), name.toLowerCase(), version);
  const nuspec = join(folder, `${name.toLowerCase()}.nuspec`);
  const text = existsSync(nuspec) ? readFileSync(nuspec, 'utf8') : '';
  return /<license type="expression">([^<]+)</.exec(text)?.[1] ?? (/<license(?:Url)?[^>]*>([^<]+)</.exec(text)?.[1] ? `see ${/<license(?:Url)?[^>]*>([^<]+)</.exec(text)[1]}` : undefined);
}

function nuget() {
  const found = new Map();
  for (const project of shipped.filter((path) => existsSync(join(root, path, 'packages.lock.json')))) {
    for (const target of Object.values(JSON.parse(read(join(project, 'packages.lock.json'))).dependencies)) {
      for (const [name, entry] of Object.entries(target).filter(([, value]) => value.type !== 'Project')) {
        found.set(`${name}@${entry.resolved}`, {
          type: 'library',
          'bom-ref': `pkg:nuget/${name}@${entry.resolved}`,
          name,
          version: entry.resolved,
          scope: buildOnly.test(name) ? 'excluded' : 'required',
          ...(entry.contentHash ? { hashes: [{ alg: 'SHA-512', content: hex(entry.contentHash) }] } : {}),
          licenses: licence(nugetLicence(name, entry.resolved)),
          purl: `pkg:nuget/${name}@${entry.resolved}`,
        });
      }
    }
  }
  return [...found.values()];
}

function npm() {
  const lock = JSON.parse(read('package-lock.json')).packages;
  return Object.entries(lock).filter(([path]) => path !== '').map(([path, entry]) => {
    const name = path.replace(/^.*node_modules\//, '');
    const purl = `pkg:npm/${name.replace('@', '%40')}@${entry.version}`;
    return {
      type: 'library',
      'bom-ref': purl,
      name,
      version: entry.version,
      // Of ONNX Runtime's package the native library alone is installed; what else the lock file has serves the build and the tests.
      scope: name === 'onnxruntime-node' ? 'required' : 'excluded',
      ...(entry.integrity?.startsWith('sha512-') ? { hashes: [{ alg: 'SHA-512', content: hex(entry.integrity.slice(7)) }] } : {}),
      licenses: licence(entry.license),
      purl,
    };
  });
}

function debianLicence(name) {
  const file = `/usr/share/doc/${name}/copyright`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const names = [...new Set([...text.matchAll(/^License:\s*(\S.*)$/gm)].map((found) => found[1].trim()))];
  return names.length > 0 ? [{ license: { name: names.join(', ').slice(0, 500) } }] : [{ license: { name: `see ${file}` } }];
}

function debian() {
  const names = read('tools/debian-packages').split('\n').filter((line) => line.startsWith('app ')).map((line) => line.split(/\s+/)[1]);
  return names.map((name) => {
    const version = run('dpkg-query', '-W', '-f=${Version}', name) || 'unknown';
    const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}`;
    return { type: 'library', 'bom-ref': purl, name, version, scope: 'required', licenses: debianLicence(name), purl };
  });
}

const order = (a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1);
const components = [...nuget(), ...npm(), ...debian()].filter((one, index, all) => all.findIndex((other) => other['bom-ref'] === one['bom-ref']) === index).sort(order);
const version = process.env.EDGE_VERSION ?? (JSON.parse(read('version.json')).version + (run('git', 'rev-parse', '--short=10', 'HEAD') ? `+${run('git', 'rev-parse', '--short=10', 'HEAD')}` : ''));
const digest = createHash('sha256').update(JSON.stringify([version, components])).digest('hex');
const made = new Date(Number(run('git', 'log', '-1', '--format=%ct') || 0) * 1000).toISOString();
const self = `pkg:generic/edge@${encodeURIComponent(version)}`;
const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
  version: 1,
  metadata: {
    timestamp: made,
    tools: { components: [{ type: 'application', name: 'tools/sbom.mjs' }] },
    component: { type: 'application', 'bom-ref': self, name: 'edge', version, licenses: licence('Apache-2.0'), purl: self },
  },
  components,
  dependencies: [{ ref: self, dependsOn: components.filter((one) => one.scope === 'required').map((one) => one['bom-ref']) }],
};
const text = `${JSON.stringify(bom, null, 2)}\n`;
if (process.argv[2]) {
  writeFileSync(process.argv[2], text);
} else {
  process.stdout.write(text);
}
