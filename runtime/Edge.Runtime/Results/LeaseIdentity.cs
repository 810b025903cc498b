namespace Edge.Runtime.Results;

/// <summary>Who may end a job: the holder of its latest lease.</summary>
/// <param name="JobId">The job.</param>
/// <param name="FencingToken">Token of the lease; rises with every lease of the job.</param>
/// <param name="ResultId">Identity of the result it makes.</param>
internal sealed record LeaseIdentity(long JobId, long FencingToken, string ResultId);
