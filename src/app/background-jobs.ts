import { scheduledBackups } from '../admin/backups.ts';
import type { CurrentModels } from '../admin/current-models.ts';
import { forgetDue } from '../admin/forgetting.ts';
import { standingNotices } from '../admin/notices/standing-notices.ts';
import type { OwnerTimeZone } from '../admin/owner-time-zone.ts';
import type { ProjectLimitService } from '../admin/project-limit-service.ts';
import type { Config } from '../config/config.ts';
import { createDeliveryJob } from '../delivery/create-delivery-job.ts';
import type { ProjectLimitAccount } from '../ledger/project-limit.ts';
import type { ReadBill } from '../ledger/reconciliation.ts';
import { InterruptedMails } from '../mail/interrupted-mails.ts';
import { combineJobs } from '../ops/background-job.ts';
import { BackupSchedule } from '../ops/backup-schedule.ts';
import { createBilling } from '../ops/create-billing.ts';
import { DatabaseWatch } from '../ops/database-watch.ts';
import { ForgettingJob } from '../ops/forgetting-job.ts';
import { createKeyIncidents } from '../ops/key-incidents.ts';
import { KeyReload, type KeyReloadDeps } from '../ops/key-reload.ts';
import { LeaderJobs } from '../ops/leader-jobs.ts';
import type { Logger } from '../ops/logging.ts';
import { ModelWatch } from '../ops/model-watch.ts';
import { NoticeWatch } from '../ops/notice-watch.ts';
import { ProjectLimitWatch } from '../ops/project-limit-watch.ts';
import { SelfCheck } from '../ops/self-check.ts';
import { SharedFindings } from '../ops/shared-findings.ts';
import type { Store } from '../store/store.ts';
import type { Providers } from '../upstream/providers.ts';

export interface BackgroundDeps {
  readonly store: Store;
  readonly providers: Providers;
  readonly logger: Logger;
  readonly readBill?: ReadBill | undefined;
  readonly projectLimitAccount?: ProjectLimitAccount | undefined;
  /** Absent: keys stay as they are. */
  readonly readKeys?: KeyReloadDeps['readKeys'] | undefined;
  readonly models: CurrentModels;
  readonly ownerTimeZone: OwnerTimeZone;
  /** ms UTC. */
  readonly now: () => number;
}

/** What runs beside the calls; the named ones are asked for more than to start and to stop. */
export function createBackgroundJobs(config: Config, deps: BackgroundDeps) {
  const { store, providers, logger, models, ownerTimeZone, now } = deps;
  const { journal } = store;
  const selfCheck = new SelfCheck({ ledger: store.ledger, journal, logger, now, everyMs: config.checkMs });
  const modelWatch = new ModelWatch({ upstreams: providers.all, journal, models: models.policy, logger, now });
  models.onChange(() => modelWatch.recheck());
  const lastModelCheck = modelWatch.last;
  // PostgreSQL is backed up by its own tools: nothing is due here, and nothing too old.
  const everyMs = store.cluster.isShared ? 0 : config.backups.everyMs;
  const noticeWatch = new NoticeWatch({
    notices: store.notices,
    drafts: () => standingNotices({ ...deps, policy: models.policy, lastModelCheck, backupEveryMs: everyMs }),
    logger,
    now,
  });
  const billing = billingOf(config, deps);
  const projectLimitWatch = projectLimitWatchOf(deps);
  providers.listenToKeys(createKeyIncidents({ journal, logger, now }));
  const { diagnostics } = store;
  const readKeys = deps.readKeys ?? (async () => []);
  const keyReload = new KeyReload({ readKeys, providers, journal, diagnostics, logger, now });
  const deliveryJob = createDeliveryJob(config, { store, ownerTimeZone, logger, now });
  const jobsOfInstallation = new LeaderJobs(store.cluster, [
    modelWatch,
    selfCheck,
    noticeWatch,
    new BackupSchedule({ ...scheduledBackups(config.backups, deps), logger, now, everyMs }),
    new ForgettingJob({ forgetDue: () => forgetDue({ store, language: config.language, now }), logger }),
    ...(store.cluster.isShared ? [new InterruptedMails({ claimLinks: store.claimLinks, logger, now })] : []),
    ...(billing === null ? [] : [billing.billingReconciler]),
    ...(projectLimitWatch === null ? [] : [projectLimitWatch]),
  ]);
  const findings = [selfCheck.finding, modelWatch.finding];
  const jobs = combineJobs([
    deliveryJob,
    keyReload,
    new DatabaseWatch({ store, logger, now }),
    jobsOfInstallation,
    new SharedFindings({ cluster: store.cluster, journal, findings, logger }),
  ]);
  const reconcile = billing?.reconcile ?? null;
  const reloadKeys = () => keyReload.reload();
  return {
    jobs,
    reloadKeys,
    selfCheck,
    lastModelCheck,
    deliveryJob,
    reconcile,
    projectLimit: limitServiceOf(projectLimitWatch),
  };
}

/** null: there is no admin key to read the limit with. */
function projectLimitWatchOf({ store, projectLimitAccount: account, logger, now }: BackgroundDeps) {
  if (account === undefined) return null;
  const { ledger, journal } = store;
  return new ProjectLimitWatch({ account, ledger, journal, logger, now });
}

function limitServiceOf(watch: ProjectLimitWatch | null): ProjectLimitService | null {
  if (watch === null) return null;
  return { last: () => watch.last, check: () => watch.check(), set: (cents) => watch.set(cents) };
}

/** null: there is nothing to compare the ledger with. */
function billingOf({ models, reconciliation }: Config, { store, readBill, logger, now }: BackgroundDeps) {
  if (readBill === undefined) return null;
  const { records, journal } = store;
  const { driftPercent: thresholdPercent, provider } = reconciliation;
  const { catalogue } = models;
  return createBilling({
    ...{ records, journal, readBill, provider, catalogue, thresholdPercent, logger, now },
  });
}
