const broken = );
