import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forPlaces, namespaceName } from '../../../core/setup/places.js';

test('the namespaces have names of Hookline, or those of phantomlink', () => {
  assert.equal(
    forPlaces(place => namespaceName('hookline', place)),
    { client: 'hl_client', link: 'hl_link', server: 'hl_server' },
  );
  assert.equal(
    forPlaces(place => namespaceName('phantomlink', place)),
    { client: 'pl_client', link: 'pl_link', server: 'pl_server' },
  );
});

test.run();
