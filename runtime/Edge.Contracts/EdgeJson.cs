using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>
/// How every contract is read and written: camelCase, unknown members refused but in messages of the fleet, where the other end may be newer, members
/// without a value required.
/// The one place where JSON becomes our types.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true,
    WriteIndented = false)]
[JsonSerializable(typeof(DeviceConfig))]
[JsonSerializable(typeof(SettingsFile))]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(ModelPointer))]
[JsonSerializable(typeof(GoldenCases))]
[JsonSerializable(typeof(ReferenceSketches))]
[JsonSerializable(typeof(SuspendedReleases))]
[JsonSerializable(typeof(UpdaterStatus))]
[JsonSerializable(typeof(BlockRequest))]
[JsonSerializable(typeof(UpdateNotice))]
[JsonSerializable(typeof(UpdateState))]
[JsonSerializable(typeof(UpdateNotify))]
[JsonSerializable(typeof(QualifyReport))]
[JsonSerializable(typeof(ServingRecord))]
[JsonSerializable(typeof(IReadOnlyList<OutputCounts>))]
[JsonSerializable(typeof(ShadowReport))]
[JsonSerializable(typeof(ShadowAgreement))]
[JsonSerializable(typeof(GoldenCaseReport))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(RuntimeMessage))]
[JsonSerializable(typeof(InferenceMessage))]
[JsonSerializable(typeof(ResultDocument))]
[JsonSerializable(typeof(RungRecord))]
[JsonSerializable(typeof(ResultNotice))]
[JsonSerializable(typeof(StreamMessage))]
[JsonSerializable(typeof(StreamAck))]
[JsonSerializable(typeof(FaultNotice))]
[JsonSerializable(typeof(MetricsSnapshot))]
[JsonSerializable(typeof(DeviceState))]
[JsonSerializable(typeof(DeviceBirth))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
[JsonSerializable(typeof(IReadOnlyList<InputInstance>))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(IReadOnlyList<StudySummary>))]
[JsonSerializable(typeof(StudyDetail))]
[JsonSerializable(typeof(RouteExplanation))]
[JsonSerializable(typeof(IReadOnlyList<JobSummary>))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(IReadOnlyList<ResultSummary>))]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(IReadOnlyList<ModelView>))]
[JsonSerializable(typeof(OutboxRowView))]
[JsonSerializable(typeof(IReadOnlyList<OutboxRowView>))]
[JsonSerializable(typeof(IReadOnlyList<OutboxDestinationView>))]
[JsonSerializable(typeof(OutboxSentAgain))]
[JsonSerializable(typeof(OutboxDiscarded))]
[JsonSerializable(typeof(ResultObject))]
[JsonSerializable(typeof(IReadOnlyList<CommitmentView>))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(HealthSummary))]
[JsonSerializable(typeof(IReadOnlyList<InstanceView>))]
[JsonSerializable(typeof(VerifyMessage))]
[JsonSerializable(typeof(VerifyOutcome))]
[JsonSerializable(typeof(ConflictView))]
[JsonSerializable(typeof(IReadOnlyList<ConflictView>))]
[JsonSerializable(typeof(ConflictDetail))]
[JsonSerializable(typeof(IReadOnlyList<FaultView>))]
[JsonSerializable(typeof(IReadOnlyList<StowTokenView>))]
[JsonSerializable(typeof(StowTokenMade))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(IReadOnlyList<UserView>))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserMade))]
[JsonSerializable(typeof(ApiError))]
public sealed partial class EdgeJson : JsonSerializerContext;
