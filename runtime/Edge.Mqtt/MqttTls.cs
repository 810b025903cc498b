namespace Edge.Mqtt;

/// <summary>
/// TLS 1.2 or 1.3 to the broker, whose certificate must chain to <see cref="CaFile"/> and name the host that was asked for. There is no
/// way to switch either check off.
/// </summary>
/// <param name="CaFile">PEM file of the authorities trusted for the broker.</param>
/// <param name="CertificateFile">PEM file of the client's certificate chain; null: the client shows none.</param>
/// <param name="KeyFile">PEM file of the client's unencrypted private key; null exactly when there is no certificate.</param>
public sealed record MqttTls(string CaFile, string? CertificateFile, string? KeyFile);
