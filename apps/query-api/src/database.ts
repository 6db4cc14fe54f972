import {
  PersonErasures,
  ProfileRepository,
  RuleRepository,
  SampleQuery,
  StoreAwayError,
  storeOn,
  userData,
  type AccessConnection,
  type Store,
  type UserData,
} from '@tributary/store';

/** What reads read from. */
export interface Readers {
  readonly store: Store;
  readonly data: UserData;
  readonly samples: SampleQuery;
  readonly rules: RuleRepository;
  readonly profiles: ProfileRepository;
  readonly erasures: PersonErasures;
}

/** The database of a service that starts before it. */
export class Database {
  #readers: Readers | null = null;

  constructor(private readonly connection: AccessConnection['connection']) {}

  /** @throws StoreAwayError while the database has not answered for the first time. */
  get readers(): Readers {
    return (this.#readers ??= this.#open());
  }

  #open(): Readers {
    if (!this.connection.db) throw new StoreAwayError('The database has not answered yet');
    const store = storeOn(this.connection);
    return {
      store,
      data: userData(store),
      samples: new SampleQuery(store),
      rules: new RuleRepository(store),
      profiles: new ProfileRepository(store),
      erasures: new PersonErasures(store),
    };
  }
}
