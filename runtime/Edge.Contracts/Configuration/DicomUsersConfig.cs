namespace Edge.Contracts;

/// <summary>Who may open associations (PS3.7 D.3.3.7). Looked at on TLS listeners only: without TLS a password could be read by anyone on the way.</summary>
/// <param name="Required">True: an association without a good identity is rejected; false: one without any identity is served too.</param>
/// <param name="Accounts">The users; at least one.</param>
public sealed record DicomUsersConfig(bool Required, IReadOnlyList<DicomUserConfig> Accounts);

/// <summary>One user.</summary>
/// <param name="Name">User name, 1 to 64 characters.</param>
/// <param name="PasswordHash">What <c>edgectl dicom password</c> prints. Never the password itself.</param>
public sealed record DicomUserConfig(string Name, string PasswordHash);
