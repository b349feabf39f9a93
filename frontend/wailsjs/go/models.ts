export namespace desktop {
	
	export interface Choice {
	    code: string;
	    label: string;
	}
	export interface RoleView {
	    code: string;
	    label: string;
	    does: string;
	    places: Choice[];
	}
	export interface AdminOptions {
	    roles: RoleView[];
	    subjects: Choice[];
	    me: string;
	}
	export interface AnsweredView {
	    number: string;
	    text: string;
	    answer: string[];
	    points: string;
	    screenOut: boolean;
	}
	export interface Reason {
	    words: string;
	    citation: string;
	}
	export interface ApplicantRow {
	    id: string;
	    vacancy: string;
	    announcement: string;
	    title: string;
	    number: string;
	    place: string;
	    name: string;
	    source: string;
	    status: string;
	    eligible: string;
	    grades: string[];
	    grade: string;
	    rating: string;
	    answered: string;
	    category: string;
	    claimed: string;
	    preference: string;
	    standing: string;
	    why: Reason[];
	}
	export interface ApplicantsView {
	    grade: string;
	    rated: boolean;
	    note: string;
	    changed: number;
	    seen: string;
	    rows: ApplicantRow[];
	    mayAct: boolean;
	}
	export interface ChangeView {
	    id: string;
	    at: string;
	    by: string;
	    what: string;
	    from: string;
	    to: string;
	    reason: string;
	    citation: string;
	}
	export interface NoteView {
	    kind: string;
	    text: string;
	    article: string;
	    version: string;
	    by: string;
	    at: string;
	}
	export interface PreferenceView {
	    claimed: string;
	    code: string;
	    status: string;
	    proof: string[];
	}
	export interface Fact {
	    label: string;
	    value: string;
	}
	export interface Group {
	    heading: string;
	    facts: Fact[];
	}
	export interface StandingView {
	    grade: string;
	    eligible: boolean;
	    rating: string;
	    answered: string;
	    category: string;
	    ruling: string;
	    why: Reason[];
	}
	export interface ApplicationView {
	    row: ApplicantRow;
	    vacancy: string;
	    grades: string[];
	    stale: boolean;
	    standings: StandingView[];
	    answers: AnsweredView[];
	    groups: Group[];
	    resume: Group[];
	    preference: PreferenceView;
	    notes: NoteView[];
	    history: ChangeView[];
	    ssn: string;
	    mayKey: boolean;
	    mayCheck: boolean;
	    mayNote: boolean;
	    mayAct: boolean;
	}
	export interface Piece {
	    text: string;
	    hit: boolean;
	}
	export interface ArticleRow {
	    slug: string;
	    title: Piece[];
	    where: Piece[];
	    category: string;
	    agency: string;
	    asOf: string;
	    state: string;
	    version: string;
	}
	export interface ArticleUse {
	    slug: string;
	    title: string;
	    version: string;
	}
	export interface EditionView {
	    version: string;
	    since: string;
	}
	export interface ArticleView {
	    slug: string;
	    title: string;
	    html: string;
	    state: string;
	    facts: Fact[];
	    newest: boolean;
	    version: string;
	    earlier: EditionView[];
	}
	export interface RefusedField {
	    name: string;
	    label: string;
	    value: string;
	    words: string;
	}
	export interface Side {
	    value: string;
	    by: string;
	    at: string;
	    mine: boolean;
	}
	export interface AttentionRow {
	    id: string;
	    kind: string;
	    what: string;
	    field: string;
	    link: string;
	    stored: Side;
	    other: Side;
	    words: string;
	    rule: string;
	    when: string;
	    file: boolean;
	    fields: RefusedField[];
	}
	export interface BuilderPart {
	    key: string;
	    label: string;
	}
	export interface CallForm {
	    id: string;
	    channel: string;
	    startedAt: string;
	    received: string;
	    lastEvent: string;
	    firstName: string;
	    lastName: string;
	    oneName: boolean;
	    homeZip: string;
	    preferredContact: string;
	    phone: string;
	    email: string;
	    company: string;
	    street: string;
	    city: string;
	    workZip: string;
	    workZipUnknown: boolean;
	    state: string;
	    county: string;
	    category: string;
	    description: string;
	    answer: string;
	    refused: string;
	    articles: ArticleUse[];
	}
	export interface CallSaved {
	    id: string;
	    tracking: string;
	    aloud: string;
	    office: string;
	    officePhone: string;
	    due: string;
	    deadline: string;
	    why: Reason[];
	    warnings: string[];
	}
	export interface CallerRow {
	    inquiry: string;
	    tracking: string;
	    firstName: string;
	    lastName: string;
	    name: string;
	    company: string;
	    phone: string;
	    email: string;
	    homeZip: string;
	    category: string;
	    received: string;
	    status: string;
	}
	export interface CategoryForm {
	    name: string;
	    from: string;
	}
	export interface CategoryView {
	    code: string;
	    label: string;
	    group: string;
	    refer: string;
	}
	export interface CertificateLine {
	    application: string;
	    place: string;
	    category: string;
	    block: string;
	    name: string;
	    preference: string;
	    standing: string;
	    rating: string;
	    residence: string;
	    decision: string;
	    date: string;
	    proof: string;
	    note: string;
	    why: Reason[];
	}
	export interface CertificateRow {
	    id: string;
	    number: string;
	    grade: string;
	    status: string;
	    issued: string;
	    returnBy: string;
	    expires: string;
	    names: number;
	    selected: number;
	}
	export interface DecisionCode {
	    code: string;
	    label: string;
	    proof: string;
	}
	export interface CertificateView {
	    row: CertificateRow;
	    vacancy: string;
	    facts: Fact[];
	    method: Fact[];
	    extensions: ChangeView[];
	    seen: string;
	    problem: string;
	    warning: string;
	    lines: CertificateLine[];
	    codes: DecisionCode[];
	    openings: number;
	    lastDay: string;
	    ratings: boolean;
	    expired: boolean;
	    mayIssue: boolean;
	    mayDecide: boolean;
	    mayExport: boolean;
	    mayChange: boolean;
	    mayOpen: boolean;
	}
	
	
	export interface ChoiceView {
	    id: string;
	    text: string;
	    points: string;
	    screenOut: boolean;
	}
	export interface ChosenQuestion {
	    id: string;
	    key: string;
	    text: string;
	    kind: string;
	    screenOut: boolean;
	    weight: string;
	    required: boolean;
	}
	export interface ClashView {
	    field: string;
	    by: string;
	}
	export interface CodeView {
	    code: string;
	    picture: string;
	    until: string;
	}
	export interface FieldValue {
	    name: string;
	    label: string;
	    value: string;
	}
	export interface StepView {
	    words: string;
	    why: string;
	    by: string;
	    at: string;
	}
	export interface InquiryRow {
	    id: string;
	    tracking: string;
	    name: string;
	    category: string;
	    channel: string;
	    office: string;
	    assigned: string;
	    status: string;
	    statusWords: string;
	    received: string;
	    age: number;
	    due: string;
	    late: boolean;
	    flags: string[];
	}
	export interface InquiryView {
	    row: InquiryRow;
	    aloud: string;
	    description: string;
	    groups: Group[];
	    routing: Reason[];
	    notes: NoteView[];
	    others: InquiryRow[];
	    steps: StepView[];
	    fields: FieldValue[];
	    assigned: Choice;
	    aside: boolean;
	    mayWork: boolean;
	    mayAnswer: boolean;
	    mayClose: boolean;
	    mayStart: boolean;
	    mayWait: boolean;
	    mayAssign: boolean;
	    mayReopen: boolean;
	}
	export interface Corrected {
	    view: InquiryView;
	    advices: string[];
	}
	export interface Decision {
	    application: string;
	    code: string;
	    date: string;
	    proof: string;
	    note: string;
	}
	
	export interface DeviceView {
	    id: string;
	    computer: string;
	    login: string;
	    enrolled: string;
	    seen: string;
	    waiting: number;
	    oldest: string;
	    version: string;
	    state: string;
	    words: string;
	    mine: boolean;
	}
	export interface Difference {
	    field: string;
	    label: string;
	    kind: string;
	    first: string;
	    second: string;
	    hidden: boolean;
	}
	export interface DocumentRow {
	    id: string;
	    name: string;
	    media: string;
	    size: number;
	    pages: number;
	    check: string;
	    added: string;
	    addedBy: string;
	    state: string;
	    stateWords: string;
	    removed: boolean;
	    why: string;
	}
	export interface DocumentList {
	    rows: DocumentRow[];
	    mayAdd: boolean;
	    accepted: string;
	    piece: number;
	}
	
	export interface DocumentView {
	    id: string;
	    name: string;
	    media: string;
	    size: number;
	    check: string;
	    piece: number;
	    shows: boolean;
	}
	
	export interface EducationBlock {
	    school: string;
	    place: string;
	    major: string;
	    credits: string;
	    unit: string;
	    degree: string;
	    year: string;
	}
	export interface EnrolForm {
	    code: string;
	    password: string;
	    again: string;
	}
	export interface EnrolView {
	    server: string;
	}
	export interface ExtendForm {
	    returnBy: string;
	    expires: string;
	    reason: string;
	}
	
	export interface FederalBlock {
	    agency: string;
	    series: string;
	    grade: string;
	    from: string;
	    to: string;
	}
	
	export interface FirstSync {
	    running: boolean;
	    done: number;
	    total: number;
	    from: number;
	    elapsed: number;
	    received: number;
	}
	export interface FoundRow {
	    kind: string;
	    link: string;
	    label: Piece[];
	    more: string;
	    field: string;
	    where: Piece[];
	}
	export interface FoundView {
	    rows: FoundRow[];
	    complete: boolean;
	}
	export interface GapView {
	    section: string;
	    field: string;
	    words: string;
	    citation: string;
	    stops: boolean;
	}
	export interface Givable {
	    people: Choice[];
	    offices: Choice[];
	}
	export interface GrantForm {
	    role: string;
	    scope: string;
	}
	
	export interface HistoryRow {
	    key: string;
	    at: string;
	    who: string;
	    what: string;
	    parts: string;
	    reason: string;
	}
	export interface Section {
	    heading: string;
	    text: string;
	}
	export interface InquiryOptions {
	    categories: CategoryView[];
	    states: Choice[];
	    channels: Choice[];
	    refusals: Choice[];
	    closings: Choice[];
	    script: Section[];
	}
	
	
	export interface IssueForm {
	    vacancy: string;
	    grade: string;
	    requestNumber: string;
	    selectiveFactors: string;
	    ctapCleared: boolean;
	    rplCleared: boolean;
	    remarks: string;
	    seen: string;
	}
	export interface KeyField {
	    name: string;
	    label: string;
	    kind: string;
	    hint: string;
	    choices: Choice[];
	}
	export interface Keyed {
	    field: string;
	    values: string[];
	}
	export interface QuestionView {
	    id: string;
	    number: string;
	    grade: string;
	    kind: string;
	    text: string;
	    weight: string;
	    required: boolean;
	    screenOut: boolean;
	    choices: ChoiceView[];
	    when: string;
	    is: string[];
	}
	export interface LibraryQuestion {
	    key: string;
	    used: number;
	    last: string;
	    question: QuestionView;
	}
	export interface MenuItemView {
	    id: string;
	    label: string;
	    keys: string;
	    off: boolean;
	}
	export interface MenuView {
	    label: string;
	    items: MenuItemView[];
	}
	
	export interface NoticeView {
	    heading: string;
	    lines: string[];
	}
	export interface OfficeForm {
	    agency: string;
	    office: string;
	    name: string;
	    login: string;
	    email: string;
	    password: string;
	    again: string;
	}
	export interface OfficeView {
	    may: boolean;
	    folder: string;
	    begun: boolean;
	    agency: string;
	    login: string;
	    name: string;
	    site: string;
	    trouble: string;
	    backup: string;
	    recoveryKey: string;
	    hasRecoveryKey: boolean;
	}
	export interface OpRow {
	    id: string;
	    what: string;
	    when: string;
	    state: string;
	    words: string;
	}
	export interface Outcome {
	    waiting: boolean;
	    words: string;
	    id: string;
	}
	export interface PagePicture {
	    count: number;
	    width: number;
	    height: number;
	    media: string;
	    content: string;
	}
	export interface PaperAnswer {
	    question: string;
	    values: string[];
	}
	export interface WorkBlock {
	    title: string;
	    series: string;
	    grade: string;
	    from: string;
	    to: string;
	    salary: string;
	    salaryPer: string;
	    hoursPerWeek: string;
	    employer: string;
	    address: string;
	    supervisor: string;
	    supervisorPhone: string;
	    duties: string;
	}
	export interface PaperForm {
	    id: string;
	    vacancy: string;
	    number: string;
	    status: string;
	    dateReceived: string;
	    receivedBy: string;
	    hardship: string;
	    hardshipText: string;
	    grades: string[];
	    firstName: string;
	    middleName: string;
	    lastName: string;
	    suffix: string;
	    ssn: string;
	    ssnLast4: string;
	    street: string;
	    city: string;
	    state: string;
	    zip: string;
	    country: string;
	    dayPhone: string;
	    eveningPhone: string;
	    email: string;
	    work: WorkBlock[];
	    mayContact: string;
	    highestEducation: string;
	    education: EducationBlock[];
	    otherQualifications: string;
	    citizenship: string;
	    preferenceClaim: string;
	    preferenceProof: string[];
	    federalCivilian: string;
	    federalHistory: FederalBlock[];
	    reinstatement: string;
	    answers: PaperAnswer[];
	    signed: boolean;
	    signatureDate: string;
	}
	export interface PaperOptions {
	    hardships: Choice[];
	    states: Choice[];
	    citizenships: Choice[];
	    preferences: Choice[];
	    proofs: Choice[];
	    levels: Choice[];
	}
	export interface PaperRow {
	    id: string;
	    application: string;
	    vacancy: string;
	    number: string;
	    title: string;
	    name: string;
	    receivedOn: string;
	    keyedBy: string;
	    keyedAt: string;
	    state: string;
	    stateWords: string;
	    mine: boolean;
	}
	export interface Problem {
	    field: string;
	    words: string;
	    stops: boolean;
	}
	export interface PaperSaved {
	    id: string;
	    number: string;
	    savedAt: string;
	    ssnLast4: string;
	    problems: Problem[];
	}
	export interface PasswordForm {
	    login: string;
	    old: string;
	    password: string;
	    again: string;
	}
	export interface PersonForm {
	    code: string;
	    password: string;
	    again: string;
	}
	
	
	
	export interface PublicPage {
	    html: string;
	}
	
	export interface QueueView {
	    rows: InquiryRow[];
	    open: number;
	    aside: number;
	}
	export interface RatingPart {
	    name: string;
	    count: number;
	    more: string;
	}
	export interface RatingGrade {
	    grade: string;
	    eligible: number;
	    ineligible: number;
	    categories: RatingPart[];
	    reasons: RatingPart[];
	}
	
	export interface RatingView {
	    round: number;
	    ratedAt: string;
	    finished: number;
	    waiting: number;
	    drafts: number;
	    grades: RatingGrade[];
	}
	
	
	
	export interface RulesView {
	    rules: string[];
	    problem: string;
	}
	export interface SavedFile {
	    path: string;
	}
	export interface SecondResult {
	    finished: boolean;
	    words: string;
	    differences: Difference[];
	}
	export interface SecondView {
	    id: string;
	    number: string;
	    announcement: string;
	    title: string;
	    fields: KeyField[];
	    differences: Difference[];
	}
	
	export interface ServerView {
	    contact: string;
	    daysLeft: number;
	    behind: boolean;
	    compared: string;
	    words: string;
	    undecided: OpRow[];
	}
	export interface SessionView {
	    state: string;
	    login: string;
	    name: string;
	    office: string;
	    roles: string[];
	    rights: string[];
	    idleMinutes: number;
	    notice: NoticeView;
	    waiting: number;
	    ended: string;
	    expired: string;
	    mended: string[];
	    secret: string;
	    folder: string;
	}
	
	
	export interface StepForm {
	    kind: string;
	    code: string;
	    status: string;
	    proof: string[];
	    grade: string;
	    rating: string;
	    found: string;
	    reason: string;
	}
	export interface StepOptions {
	    preferences: Choice[];
	    statuses: Choice[];
	    proofs: Choice[];
	    founds: Choice[];
	    rule: string;
	}
	export interface StepRow {
	    application: string;
	    name: string;
	    from: string;
	    to: string;
	    seen: string;
	    state: string;
	    words: string;
	    rule: string;
	}
	
	export interface SyncView {
	    server: string;
	    waiting: number;
	    oldest: string;
	    lastSynced: string;
	    running: boolean;
	    upto: string;
	    trouble: string;
	    files: string;
	    attention: number;
	    rows: OpRow[];
	    first: FirstSync;
	}
	export interface TodayItem {
	    kind: string;
	    count: number;
	    words: string;
	    more: string;
	    link: string;
	    level: string;
	}
	export interface TodayView {
	    items: TodayItem[];
	}
	export interface TrailForm {
	    user: string;
	    subject: string;
	    from: string;
	    to: string;
	    below: number;
	}
	export interface TrailRow {
	    n: number;
	    at: string;
	    who: string;
	    computer: string;
	    what: string;
	    about: string;
	    link: string;
	}
	export interface TrailView {
	    rows: TrailRow[];
	    matched: number;
	    checked: number;
	    broken: string;
	}
	export interface UserChange {
	    id: string;
	    rights: number;
	    active: boolean;
	    grants: GrantForm[];
	}
	export interface UserForm {
	    login: string;
	    name: string;
	    email: string;
	    phone: string;
	    office: string;
	    grants: GrantForm[];
	}
	export interface UserView {
	    id: string;
	    login: string;
	    name: string;
	    email: string;
	    phone: string;
	    office: string;
	    active: boolean;
	    rights: number;
	    grants: GrantForm[];
	    sentences: string[];
	}
	export interface VacancyForm {
	    id: string;
	    office: string;
	    title: string;
	    department: string;
	    agency: string;
	    subAgency: string;
	    series: string;
	    payPlan: string;
	    grades: string;
	    promotionPotential: string;
	    salaryMin: string;
	    salaryMax: string;
	    salaryPer: string;
	    supervisory: string;
	    announcement: string;
	    opens: string;
	    closes: string;
	    openings: string;
	    appointmentType: string;
	    workSchedule: string;
	    specialistName: string;
	    locations: string;
	    travel: string;
	    telework: string;
	    remote: string;
	    relocation: string;
	    hiringPaths: string[];
	    whoMayApply: string;
	    citizensOnly: string;
	    summary: string;
	    duties: string;
	    conditions: string;
	    requirements: string;
	    clearance: string;
	    drugTest: string;
	    qualifications: string;
	    education: string;
	    howEvaluated: string;
	    categories: CategoryForm[];
	    scientificProfessional: string;
	    requiredDocuments: string;
	    howToApply: string;
	    nextSteps: string;
	    contactEmail: string;
	    contactPhone: string;
	}
	export interface VacancyDraft {
	    form: VacancyForm;
	    sections: BuilderPart[];
	    gaps: GapView[];
	    problems: Problem[];
	    clashes: ClashView[];
	    savedAt: string;
	    chosen: QuestionView[];
	    mayOpen: boolean;
	}
	
	export interface VacancyOptions {
	    offices: Choice[];
	    series: Choice[];
	    payPlans: Choice[];
	    payIntervals: Choice[];
	    appointments: Choice[];
	    schedules: Choice[];
	    travel: Choice[];
	    clearances: Choice[];
	    hiringPaths: Choice[];
	    kinds: Choice[];
	}
	export interface VacancyRow {
	    id: string;
	    number: string;
	    title: string;
	    agency: string;
	    series: string;
	    opens: string;
	    closes: string;
	    status: string;
	    statusWords: string;
	    applications: number;
	    toVerify: number;
	}
	export interface VacancyView {
	    row: VacancyRow;
	    grades: string[];
	    round: number;
	    facts: Fact[];
	    sections: Section[];
	    questions: QuestionView[];
	    method: string;
	    acts: Choice[];
	    tabs: string[];
	    gaps: GapView[];
	}
	export interface VerifyView {
	    entries: number;
	    opened: number;
	    erased: number;
	    damaged: number;
	}
	export interface ViewRow {
	    id: string;
	    name: string;
	    state: string;
	    first: boolean;
	}
	export interface WeekView {
	    days: string[];
	    applications: number[];
	    inquiries: number[];
	    closed: number[];
	}
	
	export interface WorkView {
	    running: boolean;
	    label: string;
	    unit: string;
	    done: number;
	    total: number;
	    elapsed: number;
	}
	export interface ZIPView {
	    zip: string;
	    known: boolean;
	    states: Choice[];
	    counties: Choice[];
	    state: string;
	    county: string;
	    office: string;
	    officePhone: string;
	    why: Reason[];
	    warning: string;
	}

}

