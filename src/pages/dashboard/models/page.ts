import type { FastifyInstance } from 'fastify';
import { parseActor } from '../../../admin/actor.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { replaceModels } from '../../../admin/model-edits.ts';
import { classesWithoutModels } from '../../../admin/served-names.ts';
import { confirm } from '../../components/confirm.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { AUDIT } from '../audit/texts.ts';
import { loadClasses } from '../classes/load.ts';
import { attempt, type FieldErrors, fieldsNamed, problemText } from '../form-errors/form-errors.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import { aliasesOf, draftFrom, draftSent, type ModelsDraft, modelsForm } from './models-form.ts';
import { MODELS_PATH, RESET_MODELS_PATH } from './paths.ts';
import { refusedModelsSection } from './refused-section.ts';
import { serveRoutes } from './serve-page.ts';
import { MODELS } from './texts.ts';

const FIELDS = fieldsNamed({ allowed: 'allowed', aliases: 'aliases' });

export function modelRoutes(app: FastifyInstance, site: Site): void {
  const { models } = site;

  ownerPage(app, site, MODELS_PATH, ({ view }) => modelsPage(view, site, {}));

  ownerPost(app, site, MODELS_PATH, async ({ view, form }) => {
    const draft = draftSent(form);
    const save = async () => {
      const aliases = aliasesOf(draft);
      await models.change((choice) => replaceModels(choice, [...draft.ticked], aliases), view.actor, draft.version);
    };
    try {
      const attempted = await attempt(view.language, FIELDS, save);
      if ('done' in attempted) return seeOther(MODELS_PATH, 'models_changed');
      return withStatus(422, await modelsPage(view, site, { draft, errors: attempted.errors }));
    } catch (error) {
      if (!(error instanceof AdminError) || error.code !== 'models_changed') throw error;
      return withStatus(409, await modelsPage(view, site, { conflict: problemText(view.language, error.problem) }));
    }
  });

  ownerPost(app, site, RESET_MODELS_PATH, async ({ view }) => {
    await models.reset(view.actor);
    return seeOther(MODELS_PATH, 'models_reset');
  });

  serveRoutes(app, site);
}

interface Result {
  readonly draft?: ModelsDraft;
  readonly errors?: FieldErrors;
  /** Somebody else changed the models meanwhile. */
  readonly conflict?: string;
}

async function modelsPage(view: OwnerView, site: Site, { draft, errors = {}, conflict }: Result): Promise<Html> {
  const t = MODELS[view.language];
  const current = draftFrom(site.policy(), site.models.state.version);
  const body = html`${conflict === undefined ? null : notice('bad', conflict)}${await warnings(view, site)}
${sourceFacts(view, site)}
${await refusedModelsSection(view, site)}
${modelsForm(view, site, draft ?? current, errors)}`;
  return renderPage(
    { ...view, here: view.here ?? MODELS_PATH },
    {
      title: t.title,
      lead: t.lead,
      actions: html`<a class="button plain" href="${SETTINGS_PATH}">${t.settings}</a>`,
      body,
    },
  );
}

async function warnings(view: OwnerView, site: Site): Promise<Html> {
  const t = MODELS[view.language];
  const names = new Set(site.models.state.problems.flatMap(({ name }) => (name === null ? [] : [name])));
  const classes = classesWithoutModels(await loadClasses(site), site).map(({ name }) => name);
  return html`${names.size === 0 ? null : notice('bad', t.notServed([...names].join(', ')))}${
    classes.length === 0 ? null : notice('near', t.emptyClasses(classes.join(', ')))
  }`;
}

/** Which of the two wins, who changed it last, and the way back. */
function sourceFacts(view: OwnerView, { models }: Site): Html {
  const t = MODELS[view.language];
  const { source, changedAt, changedBy, environment } = models.state;
  const aliases = [...environment.aliases].map(([alias, names]) => [alias, ...names].join(' → '));
  const allowed = environment.allowed.join(', ');
  const last =
    changedAt === null ? t.never : html`${time(changedAt, view, 'moment')}, ${t.by(actorText(view, changedBy ?? ''))}`;
  const back = { open: t.reset, consequence: t.resetWhat(allowed), act: t.resetDo, action: RESET_MODELS_PATH };
  return html`<section><dl class="facts">
<dt>${t.source}</dt><dd>${source === 'environment' ? t.fromEnvironment : t.fromOwner}</dd>
<dt>${t.changed}</dt><dd>${last}</dd>
<dt>${t.environment}</dt><dd>${allowed}${aliases.length === 0 ? null : html`; ${aliases.join(', ')}`}</dd>
</dl>${source === 'environment' ? null : confirm(view, { ...back, look: 'primary' })}</section>`;
}

function actorText(view: OwnerView, actor: string): string {
  const t = AUDIT[view.language];
  const known = parseActor(actor)?.kind;
  if (known === 'owner') return t.owner;
  return known === 'system' ? t.system : actor;
}
