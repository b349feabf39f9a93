export namespace desktop {
	
	export interface Reason {
	    words: string;
	    citation: string;
	}
	export interface ApplicantRow {
	    id: string;
	    place: string;
	    name: string;
	    source: string;
	    status: string;
	    eligible: string;
	    reason: string;
	    rating: string;
	    category: string;
	    claimed: string;
	    preference: string;
	    why: Reason[];
	}
	export interface ApplicantsView {
	    grade: string;
	    rated: boolean;
	    note: string;
	    seen: string;
	    rows: ApplicantRow[];
	}
	export interface Fact {
	    label: string;
	    value: string;
	}
	export interface Group {
	    heading: string;
	    facts: Fact[];
	}
	export interface ApplicationView {
	    row: ApplicantRow;
	    vacancy: string;
	    groups: Group[];
	    ssn: string;
	    mayKey: boolean;
	    mayCheck: boolean;
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
	    rating: string;
	    residence: string;
	    decision: string;
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
	export interface Choice {
	    code: string;
	    label: string;
	}
	export interface CertificateView {
	    row: CertificateRow;
	    vacancy: string;
	    facts: Fact[];
	    method: string;
	    seen: string;
	    problem: string;
	    lines: CertificateLine[];
	    codes: Choice[];
	    mayIssue: boolean;
	    mayDecide: boolean;
	    mayExport: boolean;
	}
	
	export interface ChoiceView {
	    id: string;
	    text: string;
	    points: string;
	    screenOut: boolean;
	}
	export interface Decision {
	    application: string;
	    code: string;
	    note: string;
	}
	export interface Difference {
	    field: string;
	    label: string;
	    kind: string;
	    first: string;
	    second: string;
	    hidden: boolean;
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
	
	export interface FederalBlock {
	    agency: string;
	    series: string;
	    grade: string;
	    from: string;
	    to: string;
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
	export interface InquiryRow {
	    id: string;
	    tracking: string;
	    name: string;
	    category: string;
	    channel: string;
	    office: string;
	    status: string;
	    statusWords: string;
	    received: string;
	    age: number;
	    due: string;
	    late: boolean;
	    flags: string[];
	}
	export interface NoteView {
	    kind: string;
	    text: string;
	    by: string;
	    at: string;
	}
	export interface InquiryView {
	    row: InquiryRow;
	    aloud: string;
	    description: string;
	    groups: Group[];
	    routing: Reason[];
	    notes: NoteView[];
	    others: InquiryRow[];
	    mayWork: boolean;
	    mayAnswer: boolean;
	    mayClose: boolean;
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
	
	export interface NoticeView {
	    heading: string;
	    lines: string[];
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
	}
	
	export interface SyncView {
	    server: string;
	    waiting: number;
	    oldest: string;
	    lastSynced: string;
	    running: boolean;
	    upto: string;
	    trouble: string;
	    attention: number;
	    rows: OpRow[];
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

